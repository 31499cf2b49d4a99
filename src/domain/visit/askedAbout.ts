import type { KnownConversation } from '../conversation/conversation.ts';
import type { BookingId, Instant } from '../ids.ts';

/** The last message about a visit that may have asked whether she is coming. */
export interface AskedAbout {
  readonly booking: BookingId;
  /** The appointment's version that it was made for. */
  readonly version: number;
  readonly purpose: 'REMINDER' | 'CONFIRMATION' | 'RESCHEDULED';
  readonly sentAt: Instant;
}

/** What we last sent of a visit before a moment, in the conversation; null when nothing of it was sent there, or she was told since that it is off. */
export function askedAbout({ own }: Pick<KnownConversation, 'own'>, at: Instant): AskedAbout | null {
  const sent = own.filter((one) => one.externalId !== null && one.at <= at && one.about?.booking);
  for (const { about, at: sentAt } of sent.toReversed()) {
    if (!about?.booking || about.appointmentVersion === null) continue;
    const { booking, appointmentVersion: version, purpose } = about;
    if (purpose === 'REMINDER' || purpose === 'CONFIRMATION' || purpose === 'RESCHEDULED') return { booking, version, purpose, sentAt };
    if (purpose === 'CANCELLED' || purpose === 'REJECTED' || purpose === 'RESCHEDULE_REQUESTED') return null;
  }
  return null;
}
