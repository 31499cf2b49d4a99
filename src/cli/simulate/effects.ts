import { appointmentOf } from '../../domain/booking/appointment.ts';
import { evolveBooking, noBooking } from '../../domain/booking/booking.ts';
import type { BookingEvent } from '../../domain/booking/events.ts';
import type { Channel } from '../../domain/channel.ts';
import type { MessageAttempted, MessageRequested } from '../../domain/conversation/events.ts';
import { known } from '../../domain/event.ts';
import type { BookingId, Instant, MessageId } from '../../domain/ids.ts';
import { parseStreamName } from '../../domain/stream.ts';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';

/** What somebody would have noticed: a message, that one waits or is not sent, or a task for staff. `--json` prints it as it is. */
export interface SimulatedEffect {
  readonly at: Instant;
  readonly type: 'message.sent' | 'message.deferred' | 'message.suppressed' | 'staff.task';
  readonly channel: Channel | null;
  /** What the message is for; of a task, its kind. */
  readonly purpose: string;
  /** Cal.com's uid of the visit as it was then. */
  readonly booking?: string;
  readonly text?: string;
  /** The policy's word; of a task, a sentence. */
  readonly reason?: string;
  /** When a deferred message is looked at again. */
  readonly until?: Instant;
}

/** Reads off the log what would have happened, in order of time. What goes elsewhere is told where it went, and what staff see to by their task. */
export function effectsOf(events: readonly LoggedEvent[]): readonly SimulatedEffect[] {
  const requests = new Map<MessageId, MessageRequested['data']>();
  const attempts = new Map<MessageId, MessageAttempted['data']>();
  const sent = new Set<MessageId>();
  const channels = new Map<string, Channel>();
  const bookings = new Map<string, ReturnType<typeof evolveBooking>>();
  const effects: SimulatedEffect[] = [];

  const uidOf = (booking: BookingId | null): { readonly booking?: string } => {
    const uid = booking === null ? null : appointmentOf(bookings.get(booking) ?? noBooking)?.uid;
    return uid ? { booking: uid } : {};
  };
  const textOf = (message: MessageId): { readonly text?: string } => {
    const request = requests.get(message);
    const text = request ? known(request.text) : null;
    return typeof text === 'string' ? { text } : {};
  };

  for (const { event, stream, metadata } of events) {
    const channel = channels.get(stream) ?? metadata.channel;
    switch (event.type) {
      case 'ConversationStarted':
        channels.set(stream, event.data.channel);
        channels.set(event.data.conversation, event.data.channel);
        break;
      case 'MessageRequested':
        requests.set(event.data.message, event.data);
        break;
      case 'MessageAttempted':
        attempts.set(event.data.message, event.data);
        break;
      case 'MessageSent': {
        const { message, at, about } = event.data;
        const attempt = attempts.get(message);
        // What nobody asked us for was written by a person in Chatwoot. What opened a conversation is told there as well.
        if (about === null || attempt === undefined || sent.has(message)) break;
        sent.add(message);
        const { channel: by, reason } = attempt;
        effects.push({
          at,
          type: 'message.sent',
          channel: by,
          purpose: about.purpose,
          ...uidOf(about.booking),
          ...textOf(message),
          reason,
        });
        break;
      }
      case 'MessageDeferred': {
        const { message, at, about, reason, until } = event.data;
        const of = { channel, purpose: about.purpose, ...uidOf(about.booking), ...textOf(message) };
        effects.push({ at, type: 'message.deferred', ...of, reason, until });
        break;
      }
      case 'MessageSuppressed': {
        const { message, at, about, reason, task } = event.data;
        if (task !== null) break;
        const of = { channel, purpose: about.purpose, ...uidOf(about.booking), ...textOf(message) };
        effects.push({ at, type: 'message.suppressed', ...of, reason });
        break;
      }
      case 'StaffTaskRaised': {
        const { at, kind, reason, booking, conversation } = event.data;
        const where = conversation === null ? null : (channels.get(conversation) ?? null);
        effects.push({ at, type: 'staff.task', channel: where, purpose: kind, ...uidOf(booking), reason });
        break;
      }
      default: {
        const place = parseStreamName(stream);
        if (place?.category !== 'booking' || place.id === null) break;
        // A booking's stream holds its events only.
        bookings.set(place.id, evolveBooking(bookings.get(place.id) ?? noBooking, event as BookingEvent));
      }
    }
  }
  return effects.sort(inOrder);
}

/** By time; what happens at one moment is done side by side, and is put in an order that is the same in every run. */
const inOrder = (a: SimulatedEffect, b: SimulatedEffect): number => (placeOf(a) < placeOf(b) ? -1 : 1);

const placeOf = ({ at, type, purpose, text = '' }: SimulatedEffect): string => [at, type, purpose, text].join(' ');
