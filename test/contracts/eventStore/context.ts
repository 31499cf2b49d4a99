import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import type { Viewer } from '../../../src/domain/viewer.ts';
import type { Append, Appended, EventStore, Position, RecordedEvent } from '../../../src/eventStore/port.ts';
import { freshClinic, newEvents, viewerOf } from '../../support/events.ts';

/** A store on a log, and how a test gets rid of both. */
export interface OpenedStore {
  readonly store: EventStore;
  /** Opens the same log once more, as another process or the next start does. */
  readonly another?: () => EventStore;
  /** Closes every store that was opened, and what they stand on. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** `random`: where the log can be told to, each commit takes a while of its own. */
  readonly commits: 'fast' | 'random';
}

export type OpenStore = (options: OpenOptions) => Promise<OpenedStore>;

/** What every case of the contract works with: one store for all of them, and a clinic and a stream for each. */
export interface StoreContext {
  readonly open: OpenStore;
  /** Whether the log outlives its store, so that another can be opened on it. */
  readonly durable: boolean;
  readonly store: EventStore;
  another(): EventStore;
  readonly clinic: ClinicSlug;
  /** Sees that clinic only. */
  readonly viewer: Viewer;
  readonly stream: string;
  /** The log's end when the test began: what is read from there on is the test's own, however long the log is. */
  readonly began: Position;
  /** Appends as the viewer; one event to the stream unless it is said otherwise. */
  append(expected: Append['expected'], events?: Append['events'], to?: string): Promise<Appended>;
  inStream(): Promise<readonly RecordedEvent[]>;
  /** Everything of the clinic. */
  inLog(): Promise<readonly RecordedEvent[]>;
}

/** Opens a store for the tests of the enclosing `describe`. */
export function storeContext(open: OpenStore, durable: boolean): StoreContext {
  let opened: OpenedStore;
  let clinic: ClinicSlug;
  let stream: string;
  let began: Position;
  beforeAll(async () => {
    opened = await open({ commits: 'fast' });
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    clinic = freshClinic();
    stream = `booking-${clinic}.${randomUUID()}`;
    began = await endOf(opened.store);
  });
  return {
    open,
    durable,
    get store() {
      return opened.store;
    },
    another: () => anotherOf(opened),
    get clinic() {
      return clinic;
    },
    get viewer() {
      return viewerOf(clinic);
    },
    get stream() {
      return stream;
    },
    get began() {
      return began;
    },
    append: (expected, events = newEvents(1), to = stream) => opened.store.append(viewerOf(clinic), { stream: to, expected, events }),
    inStream: () => opened.store.readStream(viewerOf(clinic), stream),
    inLog: () => opened.store.readAll(viewerOf(clinic), { after: began, limit: 100_000 }),
  };
}

/** The position of the log's last event: one that is written to tell it, in a clinic of its own. */
export async function endOf(store: EventStore): Promise<Position> {
  const clinic = freshClinic();
  return (await store.append(viewerOf(clinic), { stream: `clinic-${clinic}`, expected: 'noStream', events: newEvents(1) })).position;
}

/** One more store on the log of a durable one. */
export function anotherOf({ another }: OpenedStore): EventStore {
  if (!another) throw new Error('this log ends with its store');
  return another();
}

export const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

export const revisionsOf = (events: readonly RecordedEvent[]): number[] => events.map(({ revision }) => revision);

/** Matches the port's error of that code, and of the true revision where it is a conflict. */
export const storeError = (code: string, more: object = {}): unknown => expect.objectContaining({ name: 'EventStoreError', code, ...more });
