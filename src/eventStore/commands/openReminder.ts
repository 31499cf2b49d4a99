import type { ClinicSlug, ConversationId, Instant } from '../../domain/ids.ts';
import { askedAbout } from '../../domain/visit/askedAbout.ts';
import type { Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { conversationStream } from './conversationIds.ts';
import { readingOf, readVisit, type Visit } from './readVisit.ts';

/** A visit that she was asked about in a conversation, and that is still as it was then. */
export interface OpenReminder {
  readonly visit: Visit;
  /** When she was asked: by a reminder, or by a confirmation in place of one. */
  readonly sentAt: Instant;
  /** She has said already that she is coming. */
  readonly isConfirmed: boolean;
}

/**
 * Finds what "yes", "can we do later" or "cancel" is about when it comes at a moment: the reminder that is open in the conversation.
 * Null when none was sent, the visit has moved or is off since, or has begun.
 */
export async function openReminder(log: Log, clinic: ClinicSlug, conversation: ConversationId, at: Instant): Promise<OpenReminder | null> {
  const reading = readingOf(log, clinic);
  const state = await reading.load(conversationStream(clinic, conversation), folds.conversation);
  const asked = state.status === 'unknown' ? null : askedAbout(state, at);
  const visit = asked && (await readVisit(reading, clinic, asked.booking));
  if (!visit) return null;
  const { status, startsAt, version, uid, told, attendanceConfirmedAt } = visit.appointment;
  if (status !== 'SCHEDULED' || startsAt <= at || version !== asked.version) return null;
  // A confirmation asks only in place of a reminder.
  const hasAsked = asked.purpose === 'REMINDER' || told.some((one) => one.uid === uid && one.asks);
  return hasAsked ? { visit, sentAt: asked.sentAt, isConfirmed: attendanceConfirmedAt !== null } : null;
}
