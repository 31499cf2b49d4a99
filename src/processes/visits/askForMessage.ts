import type { VisitPurpose } from '../../domain/booking/visitEvents.ts';
import type { Instant } from '../../domain/ids.ts';
import type { Wording } from '../../domain/visit/wording.ts';
import { idFrom } from '../../eventStore/codec/envelope.ts';
import type { Visit } from '../../eventStore/commands/readVisit.ts';
import type { Acting } from '../process.ts';
import type { Outreach } from './outreach.ts';

/** A message about a visit, before it is known where it goes. */
export interface VisitMessage {
  readonly purpose: VisitPurpose | 'REMINDER';
  /** Which reminder; null for what there is one of. */
  readonly which: string | null;
  readonly wording: Wording;
  readonly usefulUntil: Instant | null;
}

/**
 * Asks for a message about a visit. It is the same one whichever event came to it, and however often: of each purpose there is one
 * for a version of an appointment, and one of each reminder.
 */
export async function askForMessage(
  outreach: Outreach,
  { clinic, booking, appointment }: Visit,
  { purpose, which, wording, usefulUntil }: VisitMessage,
  { log, cause }: Acting,
): Promise<void> {
  const { contact, version } = appointment;
  const conversation = await outreach.conversationOf(log, clinic, appointment);
  const about = { purpose, booking, appointmentVersion: version, careStep: which };
  const id = idFrom(clinic, 'visit message', booking, purpose, version, which ?? '');
  await outreach.request(log, { clinic, contact, conversation, about, wording, usefulUntil }, { ...cause, id, correlationId: booking });
}
