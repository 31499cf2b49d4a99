import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

// The fixtures lie beside the checkout where they are at all; the suites that use them say so and skip without them.
const folder = join(import.meta.dirname, '../../../shared/fixtures');

export type FixtureSource = 'calcom' | 'chatwoot';

export const fixturesArePresent = existsSync(join(folder, 'calcom/sequences.yaml')) && existsSync(join(folder, 'chatwoot/sequences.yaml'));

/** A file of the fixtures as it was read from the wire; only where {@link fixturesArePresent}. */
export const fixture = (source: FixtureSource, file: string): unknown => JSON.parse(readFileSync(join(folder, source, file), 'utf8'));

/** The sequences of a source, as its file has them; none where there are no fixtures. */
export const readSequenceFile = <Sequence>(source: FixtureSource): readonly Sequence[] =>
  fixturesArePresent ? (parse(readFileSync(join(folder, source, 'sequences.yaml'), 'utf8')) as Sequence[]) : []; // its head says how it is written

/** A value of the file's own, or one of several. */
export type Expected<T> = T | { readonly anyOf: readonly T[] };
export type ExpectedCount = number | { readonly min: number; readonly max: number };

/** One body of a series. */
export interface Step {
  readonly file?: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly unset?: readonly string[];
  readonly raw?: string;
}

/** The step's body as it goes over the wire: one compact JSON text. */
export function bodyOf(source: FixtureSource, { file, set = {}, unset = [], raw }: Step): string {
  if (raw !== undefined) return raw;
  const body = fixture(source, file ?? '');
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
    const parent = at as Record<string, unknown>; // an object's member may be anything
    if (parent[key] === undefined) parent[key] = {};
    at = parent[key];
  }
  if (typeof at === 'object' && at !== null) apply(at, last);
}

const anyOf = <T>(expected: Expected<T>): readonly T[] =>
  typeof expected === 'object' && expected !== null && 'anyOf' in expected ? expected.anyOf : [expected as T]; // not the object with `anyOf`

export const countFits = (expected: ExpectedCount, count: number): boolean =>
  typeof expected === 'number' ? count === expected : count >= expected.min && count <= expected.max;

/** What was seen where the file allows it, else the first that it allows: a comparison then shows what is wrong. */
export function choose<T>(allowed: Expected<T>, actual: T | undefined): T | undefined {
  const values = anyOf(allowed);
  return actual !== undefined && values.includes(actual) ? actual : values[0];
}

/** All orders of the numbers below n. */
export function* orders(n: number, taken: readonly number[] = []): Generator<readonly number[]> {
  if (taken.length === n) yield taken;
  for (let next = 0; next < n; next++) if (!taken.includes(next)) yield* orders(n, [...taken, next]);
}

/** An order, and the same with each step told again: at once, and after all the others. */
export function* withRepeats(order: readonly number[]): Generator<readonly number[]> {
  yield order;
  for (const [index, step] of order.entries()) {
    yield order.toSpliced(index, 0, step);
    if (index < order.length - 1) yield [...order, step];
  }
}

/** Every order in which a series may come, with repeats; the given one alone where that matters. */
export function* arrivals(length: number, anyOrder: boolean): Generator<readonly number[]> {
  const inOrder = Array.from({ length }, (_, index) => index);
  if (!anyOrder) yield inOrder;
  else for (const order of orders(length)) yield* withRepeats(order);
}
