import type { Appointment } from '../booking/appointment.ts';
import type { ClinicSettings } from '../clinic/settings.ts';

/**
 * Says where a visit takes place; null where nobody knows. Cal.com's `location` is an address, a link, the patient's phone number,
 * or its own name of a video service such as `integrations:daily` (integrations.md 1.7).
 */
export function visitPlace({ location }: Pick<Appointment, 'location'>, { address }: ClinicSettings): string | null {
  if (location !== null) {
    if (/^https?:/.test(location)) return `online, at ${location}`;
    if (location.startsWith('integrations:')) return 'online';
    if (/^\+?[\d\s()-]{7,}$/.test(location)) return 'by phone, on the number that you gave us';
  }
  if (address === null) return location;
  return address.mapUrl === null ? address.text : `${address.text} (${address.mapUrl})`;
}
