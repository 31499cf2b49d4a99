import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

// The fixtures lie beside the checkout where they are at all; the suites that use them say so and skip without them.
const folder = join(import.meta.dirname, '../../../shared/fixtures/calcom');

export const fixturesArePresent = existsSync(join(folder, 'sequences.yaml'));

/** A body of the fixtures as it was read from the wire; only where {@link fixturesArePresent}. */
export const fixture = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));

/** A value of the file's own: a number, a range, or one of several. */
type Expected<T> = T | { readonly anyOf: readonly T[] };
type ExpectedCount = number | { readonly min: number; readonly max: number };

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

interface Step {
  readonly file?: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly unset?: readonly string[];
  readonly raw?: string;
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

export const readSequences = (): readonly Sequence[] =>
  fixturesArePresent ? (parse(readFileSync(join(folder, 'sequences.yaml'), 'utf8')) as Sequence[]) : [];

/** The step's body as it goes over the wire: one compact JSON text. */
export function bodyOf({ file, set = {}, unset = [], raw }: Step): string {
  if (raw !== undefined) return raw;
  const body = fixture(file ?? '');
  for (const [path, value] of Object.entries(set)) change(body, path, (parent, key) => Object.assign(parent, { [key]: value }));
  for (const path of unset) change(body, path, (parent, key) => Reflect.deleteProperty(parent, key));
  return JSON.stringify(body);
}

function change(body: unknown, path: string, apply: (parent: object, key: string) => void): void {
  const keys = path.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  const last = keys.pop() ?? '';
  let at: unknown = body;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null) return;
    const parent = at as Record<string, unknown>;
    if (parent[key] === undefined) parent[key] = {};
    at = parent[key];
  }
  if (typeof at === 'object' && at !== null) apply(at, last);
}

const anyOf = <T>(expected: Expected<T>): readonly T[] =>
  typeof expected === 'object' && expected !== null && 'anyOf' in expected ? expected.anyOf : [expected as T]; // not the object with `anyOf`

export const countFits = (expected: ExpectedCount, count: number): boolean =>
  typeof expected === 'number' ? count === expected : count >= expected.min && count <= expected.max;

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
    const choose = <T>(allowed: Expected<T>, actual: T | undefined): T | undefined => {
      const values = anyOf(allowed);
      return actual !== undefined && values.includes(actual) ? actual : values[0];
    };
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
