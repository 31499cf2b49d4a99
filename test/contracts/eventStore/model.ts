import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import type { Viewer } from '../../../src/domain/viewer.ts';
import { memoryEventStore } from '../../../src/eventStore/memory.ts';
import { type Append, type EventStore, EventStoreError, type Position, type RecordedEvent } from '../../../src/eventStore/port.ts';
import { freshClinic, newEvents, viewerOf } from '../../support/events.ts';
import { endOf, type StoreContext } from './context.ts';

/** The port's calls, in small numbers that a run turns into streams, viewers and places. */
const small = fc.nat({ max: 4 });
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        call: fc.constant('append' as const),
        stream: small,
        expected: fc.oneof(fc.constantFrom('head' as const, 'head' as const, 'noStream' as const), fc.nat({ max: 6 })),
        count: fc.integer({ min: 0, max: 3 }),
        viewer: small,
      }),
    },
    { weight: 2, arbitrary: fc.record({ call: fc.constant('repeat' as const), which: fc.nat(), length: fc.integer({ min: 1, max: 3 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        call: fc.constant('readStream' as const),
        stream: small,
        direction: fc.constantFrom('forwards' as const, 'backwards' as const),
        from: fc.option(fc.integer({ min: -1, max: 8 })),
        limit: fc.option(fc.nat({ max: 6 })),
        viewer: small,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        call: fc.constant('readAll' as const),
        after: fc.option(fc.nat({ max: 20 })),
        limit: fc.nat({ max: 8 }),
        viewer: small,
      }),
    },
  ),
  { minLength: 1, maxLength: 25 },
);
type Step = typeof steps extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

/** What two stores must agree on: everything but clocks, and positions only by their place in the log. */
type Outcome =
  | { readonly events: readonly unknown[] }
  | { readonly revision: number; readonly place: number }
  | { readonly error: string; readonly actual: unknown };

/** Random histories come out the same as on the log in memory. */
export function model(log: StoreContext): void {
  describe('against the model', () => {
    test('any appends and reads give the same results and the same errors', async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (history) => {
          const clinics = [freshClinic(), freshClinic()] as const;
          const viewer = viewerOf(...clinics);
          const sides = await Promise.all(
            [log.store, memoryEventStore()].map(async (store) => ({ store, viewer, began: await endOf(store) })),
          );
          const given: Append[] = [];
          for (const step of history) {
            const call = callOf(step, clinics, given);
            const [real, expected] = await Promise.all(sides.map((side) => outcomeOf(side, call)));
            expect(real).toEqual(expected);
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}

/** One of the two stores, from where a history began. */
interface Side {
  readonly store: EventStore;
  readonly viewer: Viewer;
  readonly began: Position;
}

type Call = (side: Side, everything: readonly RecordedEvent[]) => Promise<Outcome>;

/** The same call for both stores: same ids, same bytes. */
function callOf(step: Step, clinics: readonly [ClinicSlug, ClinicSlug], given: Append[]): Call {
  const streamOf = (index: number): string => `booking-${clinics[index % 2 === 0 ? 0 : 1]}.${index}`;
  // One that sees the first clinic only, one the second, and three that see both.
  const viewer =
    'viewer' in step
      ? (([viewerOf(clinics[0]), viewerOf(clinics[1])] as readonly Viewer[])[step.viewer] ?? viewerOf(...clinics))
      : viewerOf(...clinics);
  switch (step.call) {
    case 'append': {
      const events = newEvents(step.count);
      return async (side, everything) => {
        const stream = streamOf(step.stream);
        const head = everything.findLast((one) => one.stream === stream)?.revision ?? 'noStream';
        const append = { stream, expected: step.expected === 'head' ? head : step.expected, events };
        if (!given.some((one) => one.events === events)) given.push(append);
        return appended(side, viewer, append);
      };
    }
    case 'repeat': {
      const again = given[step.which % Math.max(given.length, 1)];
      return async (side) => (again ? appended(side, viewer, { ...again, events: again.events.slice(0, step.length) }) : { events: [] });
    }
    case 'readStream': {
      const { direction, from, limit } = step;
      const options = { direction, ...(from === null ? {} : { from }), ...(limit === null ? {} : { limit }) };
      return async ({ store }) => ({ events: (await store.readStream(viewer, streamOf(step.stream), options)).map(comparable) });
    }
    case 'readAll':
      return async ({ store, began }, everything) => {
        const after = (step.after === null ? undefined : everything[step.after]?.position) ?? began;
        return { events: (await store.readAll(viewer, { after, limit: step.limit })).map(comparable) };
      };
    default:
      return step satisfies never;
  }
}

async function outcomeOf(side: Side, call: Call): Promise<Outcome> {
  try {
    return await call(side, await everythingIn(side));
  } catch (error) {
    if (!(error instanceof EventStoreError)) throw error;
    return { error: error.code, actual: error.actual };
  }
}

const everythingIn = ({ store, viewer, began }: Side): Promise<readonly RecordedEvent[]> =>
  store.readAll(viewer, { after: began, limit: 10_000 });

async function appended(side: Side, viewer: Viewer, append: Append): Promise<Outcome> {
  const { revision, position } = await side.store.append(viewer, append);
  return { revision, place: (await everythingIn(side)).findIndex((one) => one.position === position) };
}

const comparable = ({ id, type, stream, revision, data, metadata }: RecordedEvent): unknown => ({
  id,
  type,
  stream,
  revision,
  data: Buffer.from(data).toString('hex'),
  metadata: Buffer.from(metadata).toString('hex'),
});
