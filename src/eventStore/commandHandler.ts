import { setTimeout as delay } from 'node:timers/promises';
import type { AnyEvent } from '../domain/catalogue.ts';
import type { Channel } from '../domain/channel.ts';
import type { ClinicSlug, ContactId, Instant } from '../domain/ids.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { Codec } from './codec/codec.ts';
import { type Actor, idFrom, type LoggedEvent } from './codec/envelope.ts';
import type { KeyStore } from './keys/keyStore.ts';
import { type EventStore, EventStoreError, isVersionConflict, type NewEvent } from './port.ts';
import type { SnapshotStore } from './snapshots.ts';

/** All that a command needs of the log. */
export interface Log {
  readonly store: EventStore;
  readonly codec: Codec;
  readonly keys: KeyStore;
  readonly snapshots: SnapshotStore;
  readonly viewer: Viewer;
}

/** How a stream's events become its state. States are JSON, so that they can be kept as snapshots. */
export interface Fold<State, Event extends AnyEvent> {
  readonly name: string;
  /** Raised when `evolve` or the state's shape changes: older snapshots are then ignored. */
  readonly version: number;
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
  /**
   * Names what an event says happened, where several causes tell of one thing: of two events by one name the stream keeps the first.
   * Without it an event is named by its cause.
   */
  readonly nameOf?: (event: Event) => string;
}

/** Why something is decided, and for whom: the same cause decided again gives the same result. */
export interface Cause {
  /** Delivery, event or job. */
  readonly id: string;
  readonly correlationId: string;
  readonly actor: Actor;
  readonly channel: Channel | null;
  readonly occurredAt: Instant;
}

export interface Command<State, Event extends AnyEvent> {
  readonly clinic: ClinicSlug;
  readonly stream: string;
  readonly fold: Fold<State, Event>;
  readonly cause: Cause;
  /** Tells apart the decisions that one cause makes on one stream. */
  readonly step: string;
  /** Whose personal data the events hold; may depend on the state. */
  readonly subject: ContactId | null | ((state: State) => ContactId | null);
  readonly decide: (state: State) => readonly Event[];
  /** The stream as it was read a moment ago: saves the first read. What came since shows as a conflict, and is read then. */
  readonly loaded?: Loaded<State>;
}

export interface Decided<State, Event extends AnyEvent> {
  /** The state after the events. */
  readonly state: State;
  /** What was appended by this cause, now or the first time; of a fold that names its events, now. */
  readonly events: readonly Event[];
}

export interface Loaded<State> {
  readonly state: State;
  /** -1 when there is no stream. */
  readonly revision: number;
  readonly ids: ReadonlySet<string>;
  /** Events read after the snapshot. */
  readonly tail: readonly LoggedEvent[];
}

/** A stream gets a snapshot when a command found this many events since the last. */
const snapshotEvery = 100;

/** How much of a stream's end is read at once: enough to reach its snapshot, so that a long stream costs one read and a short one no second. */
const tailLength = 150;

const shortId = (id: string): string => id.replaceAll('-', '').slice(0, 16);

/** Tells whether a stream holds the event of this name, of a fold that names its events. */
export const holdsNamed = <State>(stream: string, { ids }: Loaded<State>, name: string): boolean => ids.has(shortId(idFrom(stream, name)));

/** Loads a stream's state, from its snapshot on where there is one. */
export async function load<State, Event extends AnyEvent>(
  log: Log,
  clinic: ClinicSlug,
  stream: string,
  fold: Fold<State, Event>,
): Promise<Loaded<State>> {
  const end = (await log.store.readStream(log.viewer, stream, { direction: 'backwards', limit: tailLength })).toReversed();
  const first = end[0]?.revision ?? 0;
  if (first === 0) return folded(log, fold, null, end);
  const kept = await log.snapshots.load(clinic, stream);
  const snapshot = kept?.fold === fold.name && kept.version === fold.version ? kept : null;
  const from = snapshot ? snapshot.revision + 1 : 0;
  if (from >= first) return folded(log, fold, snapshot, end.slice(from - first));
  const gap = await log.store.readStream(log.viewer, stream, { from, limit: first - from });
  return folded(log, fold, snapshot, [...gap, ...end]);
}

async function folded<State, Event extends AnyEvent>(
  log: Log,
  fold: Fold<State, Event>,
  snapshot: { revision: number; state: unknown; ids: readonly string[] } | null,
  records: Awaited<ReturnType<EventStore['readStream']>>,
): Promise<Loaded<State>> {
  const tail = await log.codec.decode(records);
  // A stream holds only the events of its category, and a snapshot of this fold and version its state.
  const state = tail.reduce((before, one) => fold.evolve(before, one.event as Event), snapshot ? (snapshot.state as State) : fold.initial);
  const ids = new Set([...(snapshot?.ids ?? []), ...tail.map((one) => shortId(one.id))]);
  return { state, revision: tail.at(-1)?.revision ?? snapshot?.revision ?? -1, ids, tail };
}

const tries = 4;

/**
 * Carries a command out: load, fold, decide, append with the revision seen.
 * A version conflict is decided again on the new state, three times with jitter; an unknown outcome is retried with the very same append.
 * A cause whose first event is already in the stream has been handled: its result is returned and nothing is appended.
 * Where the fold names its events, each of them is appended once, whatever caused it.
 * Fails with the port's errors.
 */
export async function handle<State, Event extends AnyEvent>(log: Log, command: Command<State, Event>): Promise<Decided<State, Event>> {
  for (let attempt = 1; ; attempt++) {
    const known = attempt === 1 ? command.loaded : undefined;
    const loaded = known ?? (await load(log, command.clinic, command.stream, command.fold));
    const idOf = idsOf(command);
    const { nameOf } = command.fold;
    const isHandled = !nameOf && loaded.ids.has(shortId(idFrom(command.cause.id, command.stream, command.step, 0)));
    if (isHandled) return { state: loaded.state, events: eventsOf(loaded.tail, command.cause.id) };
    const decided = command.decide(loaded.state);
    const events = nameOf ? decided.filter((event, index) => !loaded.ids.has(shortId(idOf(event, index)))) : decided;
    if (events.length === 0) return { state: loaded.state, events };
    const encoded = await log.codec.encode(outgoing(command, events, loaded.state, idOf));
    try {
      await appendSurely(log, command.stream, loaded.revision, encoded);
    } catch (error) {
      if (!isVersionConflict(error) || attempt === tries) throw error;
      await delay(Math.random() * 5 * 2 ** attempt);
      continue;
    }
    const state = events.reduce(command.fold.evolve, loaded.state);
    await keepSnapshot(log, command, loaded, state, encoded);
    return { state, events };
  }
}

type IdOf<Event> = (event: Event, index: number) => string;

const idsOf = <State, Event extends AnyEvent>({ fold: { nameOf }, cause, stream, step }: Command<State, Event>): IdOf<Event> =>
  nameOf ? (event) => idFrom(stream, nameOf(event)) : (_event, index) => idFrom(cause.id, stream, step, index);

const eventsOf = <Event extends AnyEvent>(tail: readonly LoggedEvent[], causationId: string): Event[] =>
  // The stream's category fixes which events it holds.
  tail.filter((one) => one.metadata.causationId === causationId).map((one) => one.event as Event);

function outgoing<State, Event extends AnyEvent>(
  { clinic, cause, subject }: Command<State, Event>,
  events: readonly Event[],
  before: State,
  idOf: IdOf<Event>,
): Parameters<Codec['encode']>[0] {
  return events.map((event, index) => ({
    id: idOf(event, index),
    event,
    metadata: {
      clinic,
      subject: typeof subject === 'function' ? subject(before) : subject,
      actor: cause.actor,
      channel: cause.channel,
      correlationId: cause.correlationId,
      causationId: cause.id,
      occurredAt: cause.occurredAt,
    },
  }));
}

/** Appends, and asks again with the same ids and revision while the store can't say whether it did. */
async function appendSurely(log: Log, stream: string, revision: number, events: readonly NewEvent[]): Promise<void> {
  const expected = revision < 0 ? 'noStream' : revision;
  for (let attempt = 1; ; attempt++) {
    try {
      await log.store.append(log.viewer, { stream, expected, events });
      return;
    } catch (error) {
      const unknown = error instanceof EventStoreError && error.code === 'UNKNOWN_OUTCOME';
      if (!unknown || attempt === tries) throw error;
      await delay(50 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

async function keepSnapshot<State, Event extends AnyEvent>(
  log: Log,
  { clinic, stream, fold, subject }: Command<State, Event>,
  loaded: Loaded<State>,
  state: State,
  appended: readonly NewEvent[],
): Promise<void> {
  if (loaded.tail.length < snapshotEvery) return;
  const whose = typeof subject === 'function' ? subject(state) : subject;
  const ids = [...loaded.ids, ...appended.map((one) => shortId(one.id))];
  const revision = loaded.revision + appended.length;
  // The events are stored; a snapshot that fails costs the next reader time and nothing else.
  await log.snapshots.save(clinic, stream, whose, { fold: fold.name, version: fold.version, revision, state, ids }).catch(() => {});
}
