import * as calcom from './calcomBodies.ts';
import { minutesAfter, momentsBefore, openTime } from './calendar.ts';
import type { ExpectedBooking, Journey, Status } from './journey.ts';
import { eveningOffer, practitioners, type SharedLink } from './offers.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';

/** What becomes of a shared slot. */
export type Evening = 'all stay' | 'one leaves' | 'one is missing';

/** Plays a slot that several people share: one uid, a seat each, and bodies that may name the seat or only the person. */
export function playEvening(
  { random, now, server }: Stage,
  evening: Evening,
  guests: readonly { readonly person: calcom.Person; readonly link: SharedLink }[],
): Omit<Journey, 'story'> {
  const { eventType, kind, procedure } = eveningOffer;
  const startsAt = openTime(random, now, evening === 'one is missing' ? [-20, -4] : [3, 30]);
  const moments = momentsBefore(random, { visit: startsAt, now, count: guests.length + 1 });
  const slot = { uid: random.text(22), bookingId: random.whole(100_000, 999_999_999), eventType, practitioner: random.pick(practitioners) };
  const seats = guests.map(({ person, link }, index) =>
    calcom.visitOf({
      ...slot,
      person,
      startsAt,
      bookedAt: moments.next(),
      // Only the first seat's body carries the link's metadata.
      link: index === 0 ? link.metadata : {},
      seat: seatId(random),
    }),
  );
  const [first] = seats;
  const last = seats.at(-1);
  if (!first || !last) throw new RangeError('nobody shares the slot');

  const bodies = seats.map((seat, index) => {
    if (index === 0) return calcom.bookingCreated(seat);
    return server === 'newer'
      ? calcom.nextSeatBooked(seat, first)
      : calcom.nextSeatBookedAmongAll(seat, seats.slice(0, index), `${random.text(22)}@cal.example.com`);
  });
  const statuses: Status[] = seats.map(() => 'SCHEDULED');

  if (evening === 'one leaves') {
    const why = { at: moments.next(), reason: 'I cannot make it that evening.' };
    const told =
      server === 'older' ? calcom.seatCancelledWithoutSeat : random.chance(0.3) ? calcom.seatCancelledByNobody : calcom.seatCancelled;
    bodies.push(told(last, first, why));
    statuses[seats.length - 1] = 'CANCELLED';
  }
  if (evening === 'one is missing') {
    bodies.push(server === 'older' ? calcom.meetingEnded(first, seats) : calcom.meetingEndedWrapped(first, seats));
    statuses.fill('COMPLETED');
    const marks = seats.map(({ person }) => ({ email: calcom.addressOf(person), noShow: person === last.person }));
    bodies.push(calcom.noShowUpdated(first, minutesAfter(random, calcom.endOf(first), [10, 90]), marks));
    statuses[seats.length - 1] = 'NO_SHOW';
  }

  return {
    bodies,
    people: guests.map(({ person }) => person),
    comesTo: seats.map(
      ({ seat, uid, practitioner, person, bookedAt }, index): ExpectedBooking => ({
        uids: [uid],
        seat,
        status: statuses[index] ?? 'SCHEDULED',
        version: 1,
        startsAt: startsAt.toISOString(),
        channel: index === 0 ? (guests[0]?.link.channel ?? 'DIRECT') : 'DIRECT',
        kind,
        procedure,
        practitioner: practitioner.name,
        person,
        bookedAt: bookedAt.toISOString(),
        wasScheduled: true,
      }),
    ),
  };
}

/** A seat's id, as Cal.com writes one. */
function seatId(random: Random): string {
  const digits = (count: number): string => Array.from({ length: count }, () => random.whole(0, 15).toString(16)).join('');
  return `${digits(8)}-${digits(4)}-4${digits(3)}-a${digits(3)}-${digits(12)}`;
}
