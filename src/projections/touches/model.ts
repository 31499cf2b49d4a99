import { type BookingTouch, fullerTouch, ownTouch, selfReportedTouch } from '../../domain/attribution/bookingTouches.ts';
import type { BookingFacts } from '../../domain/booking/events.ts';
import type { AnyEvent } from '../../domain/catalogue.ts';
import { saysMore, type Touch } from '../../domain/conversation/touch.ts';
import type { ContactId, TouchId } from '../../domain/ids.ts';
import { parseStreamName } from '../../domain/stream.ts';
import { idFrom, type LoggedEvent } from '../../eventStore/codec/envelope.ts';
import type { ReadModel } from '../readModel.ts';

/** A touch, whom it touched, and the event that tells of it. */
export interface TouchRow {
  readonly contact: ContactId;
  readonly touch: Touch;
  /** Its id breaks ties between touches of one moment (domain.md 6). */
  readonly event: string;
}

/**
 * What brought each contact; of one touch told several times, the telling that says most. A booking is a touch as well, and so is
 * what she said there of how she heard of the clinic: a reschedule tells nothing of either.
 */
export const touches: ReadModel<TouchRow> = {
  name: 'touches',
  version: 2,
  table: 'touch',
  key: { id: 'uuid' },
  keys: (logged) => touchesOf(logged).map(({ touch }) => ({ clinic: logged.metadata.clinic, key: [touch] })),
  evolve(row, logged, { key: [id] }) {
    const { subject } = logged.metadata;
    const touch = touchesOf(logged).find((one) => one.touch === id);
    if (!touch || subject === null) return row ?? null;
    const told: TouchRow = { contact: subject, touch, event: logged.id };
    if (!row) return told;
    return isOfBooking(touch) ? fuller(row, told) : saysMore(touch, row.touch) ? told : row;
  },
  columns: {
    contact: { type: 'uuid', read: (row) => row.contact },
    kind: { type: 'text', read: (row) => row.touch.kind },
    channel: { type: 'text', read: (row) => row.touch.channel },
    occurred_at: { type: 'timestamptz', read: (row) => row.touch.at },
  },
};

const isOfBooking = ({ kind }: Touch): boolean => kind === 'BOOKING' || kind === 'SELF_REPORTED';

/** The touches that an event tells of. */
function touchesOf({ event, stream, metadata }: LoggedEvent): readonly Touch[] {
  if (event.type === 'TouchRecorded') return [event.data];
  if (metadata.subject === null || !tellsOfBooking(event)) return [];
  const booking = parseStreamName(stream)?.id;
  if (!booking) return [];
  const own = { ...ownTouch(event.data), touch: booking as TouchId }; // a booking's id is one
  const reported = selfReportedTouch(event.data);
  return reported ? [own, { ...reported, touch: idFrom(booking, 'self-reported') as TouchId }] : [own]; // a UUID of ours
}

/** Bodies about a booking that was made, not moved. */
const tellsOfBooking = (event: AnyEvent): event is AnyEvent & { readonly data: BookingFacts } =>
  (event.type === 'BookingRequested' ||
    event.type === 'PaymentAwaited' ||
    event.type === 'BookingScheduled' ||
    event.type === 'BookingDetailsLearnt') &&
  event.data.previousUid === null;

function fuller(a: TouchRow, b: TouchRow): TouchRow {
  const flat = ({ touch, ...of }: TouchRow): BookingTouch & Omit<TouchRow, 'touch'> => ({ ...touch, ...of });
  const { contact, event, ...touch } = fullerTouch(flat(a), flat(b));
  return { contact, event, touch: { ...touch, touch: a.touch.touch } };
}
