import { choose, type Expected, type ExpectedCount, bodyOf as fixtureBody, readSequenceFile, type Step } from './fixtures.ts';

export interface ExpectedBooking {
  readonly uids: readonly string[];
  readonly seatUid?: string;
  readonly status: Expected<string>;
  readonly kind: Expected<string>;
  readonly procedure: Expected<string | null>;
  readonly startsAt: string;
  readonly version: Expected<number>;
  readonly channel: Expected<string>;
  readonly practitioner: Expected<string | null>;
  readonly contact: Readonly<Record<'name' | 'phone' | 'email', Expected<string | null>>>;
}

/** A series of bodies, and what it must come to; the head of `sequences.yaml` says how to read it. */
export interface Sequence {
  readonly name: string;
  readonly why: string;
  readonly anyOrder: boolean;
  readonly steps: readonly Step[];
  readonly expect: {
    readonly bookings: readonly ExpectedBooking[];
    readonly contacts: ExpectedCount;
    readonly deliveries: Readonly<Record<'PROCESSED' | 'IGNORED' | 'PARKED', ExpectedCount>>;
  };
}

export const readSequences = (): readonly Sequence[] => readSequenceFile<Sequence>('calcom');

/** The body of a step, as Cal.com sends it. */
export const bodyOf = (step: Step): string => fixtureBody('calcom', step);

/** A booking as seen, in the words of the file. */
export interface SeenBooking {
  readonly uids: readonly string[];
  readonly seatUid: string | null;
  readonly status: string;
  readonly kind: string;
  readonly procedure: string | null;
  readonly startsAt: string;
  readonly version: number;
  readonly channel: string;
  readonly practitioner: string | null;
  readonly contact: { readonly name: string | null; readonly phone: string | null; readonly email: string | null };
}

/** What is seen, with every value that the file allows put in the place of the seen one: equal to {@link expectedBookings} when all fit. */
export function compareBookings(expected: readonly ExpectedBooking[], seen: readonly SeenBooking[]): { expected: unknown; seen: unknown } {
  const text = (one: { uids: readonly string[]; seatUid?: string | null }): string => `${one.uids.join(',')}/${one.seatUid ?? ''}`;
  const byName = new Map(seen.map((one) => [text(one), one]));
  const chosen = expected.map((one) => {
    const its = byName.get(text(one));
    return {
      uids: one.uids,
      seatUid: one.seatUid ?? null,
      status: choose(one.status, its?.status),
      kind: choose(one.kind, its?.kind),
      procedure: choose(one.procedure, its?.procedure),
      startsAt: new Date(one.startsAt).toISOString(),
      version: choose(one.version, its?.version),
      channel: choose(one.channel, its?.channel),
      practitioner: choose(one.practitioner, its?.practitioner),
      contact: {
        name: choose(one.contact.name, its?.contact.name),
        phone: choose(one.contact.phone, its?.contact.phone),
        email: choose(one.contact.email, its?.contact.email),
      },
    };
  });
  const sorted = <T extends { uids: readonly string[]; seatUid?: string | null }>(all: readonly T[]): readonly T[] =>
    all.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
  return { expected: sorted(chosen), seen: sorted(seen) };
}
