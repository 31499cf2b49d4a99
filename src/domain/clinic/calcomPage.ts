import { procedureInSlug } from './procedure.ts';
import type { ClinicSettings } from './settings.ts';

/** Whose page it is on Cal.com: what its API asks for beside an event type's slug (integrations.md 2). */
export type CalcomOwner =
  | { readonly username: string; readonly organizationSlug?: string }
  | { readonly teamSlug: string; readonly organizationSlug?: string };

/**
 * Reads whose page `directUrl` is: `cal.com/<username>`, `cal.com/team/<team>`, of an organisation `<organisation>.cal.com/...`, or the
 * same paths on a server of the clinic's own. Null where only a page of the clinic's website is known.
 */
export function calcomOwner({ directUrl, bookingUrl }: Pick<ClinicSettings['calcom'], 'directUrl' | 'bookingUrl'>): CalcomOwner | null {
  const { hostname, pathname } = new URL(directUrl);
  const isCalcoms = hostname === 'cal.com' || hostname.endsWith('.cal.com');
  if (!isCalcoms && directUrl === bookingUrl) return null;
  const organisation = /^([a-z0-9-]+)\.cal\.com$/.exec(hostname)?.[1];
  const of = organisation && organisation !== 'app' && organisation !== 'www' ? { organizationSlug: organisation } : {};
  const [first, second] = pathname.split('/').filter((part) => part !== '');
  if (first === undefined) return null;
  if (first === 'team') return second === undefined ? null : { teamSlug: second, ...of };
  return { username: first, ...of };
}

/** The page of one event type, below the clinic's own on Cal.com; null where only a page of its website is known. */
export function eventTypePage(calcom: Pick<ClinicSettings['calcom'], 'directUrl' | 'bookingUrl'>, eventType: string): string | null {
  if (calcomOwner(calcom) === null) return null;
  const page = new URL(calcom.directUrl);
  const path = page.pathname.replace(/\/+$/, '');
  if (!path.endsWith(`/${eventType}`)) page.pathname = `${path}/${eventType}`;
  return page.href;
}

/**
 * The event type by which a procedure is booked first: of those that the clinic file lists a consultation about it, then anything about it,
 * then any consultation. Where none of that is listed, the slug that says it all: `<procedure>-consultation`.
 */
export function eventTypeFor(
  procedure: string | null,
  { calcom, procedures }: Pick<ClinicSettings, 'calcom' | 'procedures'>,
): string | null {
  const catalogue = { procedures, eventTypes: calcom.eventTypes };
  const listed = calcom.eventTypes.map((one) => ({
    slug: one.slug,
    isConsultation: one.kind === 'CONSULTATION' || (one.kind === undefined && one.slug.includes('consult')),
    procedure: one.procedure ?? procedureInSlug(one.slug, catalogue),
  }));
  const about = listed.filter((one) => procedure !== null && one.procedure === procedure);
  const fitting = about.find(({ isConsultation }) => isConsultation) ?? about[0];
  if (fitting) return fitting.slug;
  if (procedure !== null) return procedure.endsWith('consultation') ? procedure : `${procedure}-consultation`;
  return (listed.find(({ isConsultation }) => isConsultation) ?? listed[0])?.slug ?? null;
}
