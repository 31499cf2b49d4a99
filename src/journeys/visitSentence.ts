import {
  type ReminderFailReason,
  type ReminderSkipReason,
  type VisitEvent,
  type VisitPurpose,
  visitSchemas,
} from '../domain/booking/visitEvents.ts';
import type { AnyEvent } from '../domain/catalogue.ts';
import { purposeNames, suppressReasons } from './conversationSentence.ts';
import { channelNames, type SentenceContext, time } from './words.ts';

export const isAboutVisit = (event: AnyEvent): event is VisitEvent => Object.hasOwn(visitSchemas, event.type);

/** Tells what was done about a visit to people in one sentence. */
export function visitSentence(event: VisitEvent, context: SentenceContext): string {
  switch (event.type) {
    case 'VisitMessageRequested':
      return `She is to get ${tellingNames[event.data.purpose]}${event.data.asks ? ', and to be asked whether she is coming' : ''}.`;
    case 'ReminderPlanned':
      return `A reminder is planned for ${time(event.data.dueAt, context)}.`;
    case 'ReminderDue':
      return 'A reminder fell due.';
    case 'ReminderSent':
      return `A reminder was sent${event.data.channel === null ? '' : ` by ${channelNames[event.data.channel]}`}.`;
    case 'ReminderSkipped':
      return `A reminder was not sent: ${skipReasons[event.data.reason]}.`;
    case 'ReminderFailed':
      return `A reminder did not reach her: ${failReasons[event.data.reason]}.`;
    case 'AttendanceConfirmed':
      return 'She is coming: that was confirmed.';
    default:
      event satisfies never;
      return 'Something was done about the visit.';
  }
}

const tellingNames: Readonly<Record<VisitPurpose, string>> = { ...purposeNames, FOLLOW_UP: 'word that she was missed' };

const skipReasons: Readonly<Record<ReminderSkipReason, string>> = {
  ...suppressReasons,
  saidInConfirmation: 'it was due before the confirmation, which says the same',
  moved: 'the visit has another time by now',
  off: 'the visit does not take place',
};

const failReasons: Readonly<Record<ReminderFailReason, string>> = {
  messageFailed: 'the channel refused it',
  gaveUp: 'it could not be asked for',
};

/** Why a reminder was not sent, or did not reach her, in words for people. */
export const reminderReason = (reason: ReminderSkipReason | ReminderFailReason): string => ({ ...skipReasons, ...failReasons })[reason];
