import type { ClinicSettings } from '../clinic/settings.ts';

/** What Cal.com calls a visit: the live uid, and the seat where several people share it. */
export interface CalName {
  readonly uid: string;
  readonly seat: string | null;
}

/** Where she moves a visit to another time: Cal.com's page for it, which knows a seat by its own name. */
export const rescheduleUrl = ({ calcom }: ClinicSettings, { uid, seat }: CalName): string =>
  new URL(`/reschedule/${encodeURIComponent(seat ?? uid)}`, calcom.directUrl).href;

/** Where she calls a visit off. Cal.com's booking page asks before it does. */
export function cancelUrl({ calcom }: ClinicSettings, { uid, seat }: CalName): string {
  const url = new URL(`/booking/${encodeURIComponent(uid)}?cancel=true`, calcom.directUrl);
  if (seat !== null) url.searchParams.set('seatReferenceUid', seat);
  return url.href;
}

/** Where she books anew. */
export const bookingUrl = ({ calcom }: ClinicSettings): string => calcom.bookingUrl;
