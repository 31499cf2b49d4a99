import type { Calendar } from '../domain/calendar/port.ts';
import { calcomOwner } from '../domain/clinic/calcomPage.ts';
import { calcomCalendar } from '../gateways/calcom/calcomCalendar.ts';
import type { ReconciledClinic } from '../journeys/reconciliation/round.ts';
import { inboxClinic } from '../webhooks/inbox/clinic.ts';
import type { ConfiguredClinic } from './clinicFile.ts';

/** The calendar of a clinic; null where no key opens its API. */
export function calendarOf({ settings, secrets }: ConfiguredClinic): Calendar | null {
  const { apiKey } = secrets.calcom;
  if (apiKey === null) return null;
  return calcomCalendar({ url: settings.calcom.apiUrl, apiKey, owner: calcomOwner(settings.calcom), timeZone: settings.timeZone });
}

/** The clinics whose calendars can be asked. */
export const reconciledClinics = (clinics: readonly ConfiguredClinic[]): readonly ReconciledClinic[] =>
  clinics.flatMap((clinic) => {
    const calendar = calendarOf(clinic);
    return calendar ? [{ slug: clinic.settings.slug, calendar, translator: inboxClinic(clinic.settings) }] : [];
  });
