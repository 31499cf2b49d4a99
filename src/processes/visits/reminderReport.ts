import { appointmentOf } from '../../domain/booking/appointment.ts';
import type { BookingState } from '../../domain/booking/booking.ts';
import { type ReminderOutcome, settleReminder } from '../../domain/booking/reminders.ts';
import type { VisitEvent } from '../../domain/booking/visitEvents.ts';
import type { Channel } from '../../domain/channel.ts';
import type { MessageSuppressed } from '../../domain/conversation/events.ts';
import type { Instant } from '../../domain/ids.ts';
import { parseStreamName } from '../../domain/stream.ts';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';
import { bookingStream } from '../../eventStore/commands/joinBookings.ts';
import { folds } from '../../eventStore/folds.ts';
import type { Acting, DueEffect, Effect, EventOf, Looking } from '../process.ts';
import { text } from './effectData.ts';
import { issueOnVisit } from './issueOnVisit.ts';

type Report = LoggedEvent<EventOf<'MessageSent' | 'MessageFailed' | 'MessageSuppressed'>>;

/** What follows from an event of a reminder's message: the booking hears of it. Nothing follows from any other message. */
export async function reportOf({ event, stream, metadata }: Report, looking: Looking): Promise<readonly Effect[]> {
  const { about } = event.data;
  if (about?.purpose !== 'REMINDER' || about.booking === null || about.careStep === null) return [];
  const data = {
    which: about.careStep,
    became: event.type,
    channel: (await channelOf(stream, looking)) ?? metadata.channel,
    reason: event.type === 'MessageSuppressed' ? event.data.reason : null,
  };
  const version = about.appointmentVersion ?? 0;
  return [{ type: 'issue', purpose: 'report', about: bookingStream(metadata.clinic, about.booking), version, data, usefulUntil: null }];
}

/** The channel of the conversation in which the message stands; null for one that stands in none. */
async function channelOf(stream: string, looking: Looking): Promise<Channel | null> {
  if (parseStreamName(stream)?.category !== 'conversation') return null;
  const state = await looking.load(stream, folds.conversation);
  return state.status === 'known' ? state.channel : null;
}

/** Records at the reminder what became of its message. */
export const settleByReport = (effect: DueEffect, acting: Acting): Promise<void> =>
  issueOnVisit(effect.about, acting, (state) => settled(effect, acting.now, state));

function settled(effect: DueEffect, now: Instant, state: BookingState): readonly VisitEvent[] {
  const those = appointmentOf(state)?.reminders.filter(({ which }) => which === text(effect, 'which')) ?? [];
  // Versions are counted anew when two bookings become one; what is under way then is found all the same.
  const reminder = those.find(({ version }) => version === effect.version) ?? those.find(({ status }) => status === 'DUE');
  return reminder ? settleReminder(reminder, outcomeOf(effect), now, state) : [];
}

function outcomeOf(effect: DueEffect): ReminderOutcome {
  // Written by `reportOf`.
  const channel = effect.data.channel as Channel | null;
  const became = text(effect, 'became') as Report['event']['type'];
  switch (became) {
    case 'MessageSent':
      return { type: 'sent', channel };
    case 'MessageFailed':
      return { type: 'failed', channel, reason: 'messageFailed' };
    case 'MessageSuppressed':
      return { type: 'skipped', reason: text(effect, 'reason') as MessageSuppressed['data']['reason'] };
    default:
      return became satisfies never;
  }
}
