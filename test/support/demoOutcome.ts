import { type CalcomWebhook, fullName } from '../../src/cli/demo/calcomBodies.ts';
import type { Journey } from '../../src/cli/demo/journey.ts';
import { bookingName, memoryClinic } from './memoryClinic.ts';

/** What a clinic comes to, in the words of the demo's journeys. */
export interface Outcome {
  readonly bookings: readonly object[];
  readonly contacts: number;
  readonly parked: number;
}

const byName = <T extends { readonly uids: readonly string[]; readonly seat: string | null }>(all: readonly T[]): readonly T[] =>
  all.toSorted((a, b) => (`${a.uids}/${a.seat}` < `${b.uids}/${b.seat}` ? -1 : 1));

/** Delivers bodies one after the other to a clinic in memory. */
export async function outcomeOf(bodies: readonly CalcomWebhook[]): Promise<Outcome> {
  const clinic = memoryClinic();
  let parked = 0;
  for (const body of bodies) if ((await clinic.deliver(JSON.stringify(body))) === 'PARKED') parked += 1;
  const { bookings, stood, contacts } = await clinic.look();
  const seen = bookings.map(({ seatUid, contact, ...booking }) => {
    const wasScheduled = stood.has(bookingName(booking.uids, seatUid));
    return { ...booking, seat: seatUid, name: contact.name, wasScheduled };
  });
  return { bookings: byName(seen), contacts, parked };
}

/** What the journeys themselves say. */
export const outcomeMeant = (journeys: readonly Journey[]): Outcome => ({
  bookings: byName(
    journeys.flatMap(({ comesTo }) => comesTo).map(({ person, bookedAt, ...booking }) => ({ ...booking, name: fullName(person) })),
  ),
  contacts: journeys.reduce((sum, { people }) => sum + people.length, 0),
  parked: 0,
});
