import type { DomainEvent, EventSchemas } from '../event.ts';
import type { BookingId } from '../ids.ts';

// Events of the stream `calUid-<clinic>.<key>`; a key is `<uid>` or `ical:<iCalUID>`, with `.<seat>` where the body names a seat

/** The key belongs to the booking. */
export type BookingUidClaimed = DomainEvent<
  'BookingUidClaimed',
  { readonly booking: BookingId /** Null for an iCalUID. */; readonly uid: string | null; readonly seat: string | null }
>;
/** In the stream of the uid without a seat: one of the seats that share it, so that a body without a seat finds them all. */
export type BookingSeatListed = DomainEvent<
  'BookingSeatListed',
  { readonly booking: BookingId; readonly uid: string; readonly seat: string }
>;
/** Two bookings turned out to be one: the key now belongs to the other. */
export type BookingsJoined = DomainEvent<
  'BookingsJoined',
  { readonly from: BookingId; readonly into: BookingId; readonly uid: string | null; readonly seat: string | null }
>;

export type CalUidEvent = BookingUidClaimed | BookingSeatListed | BookingsJoined;

export const calUidSchemas: EventSchemas<CalUidEvent> = {
  BookingUidClaimed: { version: 1, personal: {} },
  BookingSeatListed: { version: 1, personal: {} },
  BookingsJoined: { version: 1, personal: {} },
};

// State

export interface CalUidState {
  readonly booking: BookingId | null;
  readonly seats: Readonly<Record<string, BookingId>>;
}

export const unclaimedUid: CalUidState = { booking: null, seats: {} };

export function evolveCalUid(state: CalUidState, event: CalUidEvent): CalUidState {
  switch (event.type) {
    case 'BookingUidClaimed':
      return { ...state, booking: event.data.booking };
    case 'BookingSeatListed':
      return { ...state, seats: { ...state.seats, [event.data.seat]: event.data.booking } };
    case 'BookingsJoined':
      return { ...state, booking: event.data.into };
    default:
      event satisfies never;
      return state;
  }
}

// Decide

/** One of the names by which a body may speak of an appointment. */
export interface CalKey {
  readonly uid: string | null;
  readonly seat: string | null;
  /** The stream's id. */
  readonly key: string;
}

/** The key of a uid, of a seat where seats share it. */
export const uidKey = (uid: string, seat: string | null): CalKey => ({ uid, seat, key: seat === null ? uid : `${uid}.${seat}` });

/** The key of an iCalUID, which Cal.com keeps through reschedules. */
export const iCalKey = (iCalUid: string, seat: string | null): CalKey => ({
  uid: null,
  seat,
  key: seat === null ? `ical:${iCalUid}` : `ical:${iCalUid}.${seat}`,
});

/** Claims a key that nobody has. */
export const claimUid = (booking: BookingId, { uid, seat }: CalKey, state: CalUidState): CalUidEvent[] =>
  state.booking === null ? [{ type: 'BookingUidClaimed', data: { booking, uid, seat } }] : [];

/** Lists a seat under the uid that it shares. */
export const listSeat = (booking: BookingId, uid: string, seat: string, state: CalUidState): CalUidEvent[] =>
  state.seats[seat] === undefined ? [{ type: 'BookingSeatListed', data: { booking, uid, seat } }] : [];

/** Hands a key over after a join; one that points elsewhere by now is left alone. */
export const joinUid = (from: BookingId, into: BookingId, { uid, seat }: CalKey, state: CalUidState): CalUidEvent[] =>
  state.booking === from ? [{ type: 'BookingsJoined', data: { from, into, uid, seat } }] : [];
