import { systemViewer } from '../../domain/viewer.ts';
import type { Codec, UnreadableEvent } from '../../eventStore/codec/codec.ts';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';
import type { EventStore, Position, RecordedEvent } from '../../eventStore/port.ts';
import type { Builder } from './builder.ts';

export interface FoldLogOptions {
  readonly store: EventStore;
  readonly codec: Codec;
  readonly builders: readonly Builder[];
  /** The last position already folded. */
  readonly after: Position | 'start';
  /** The last position to fold; `end`: as far as the log goes. */
  readonly until: Position | 'end';
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((position: Position, events: number) => void) | undefined;
}

/** An event that a builder could not take in; projection `*` for one that nobody could read. */
export interface SetAside {
  readonly projection: string;
  readonly event: Pick<RecordedEvent, 'id' | 'stream' | 'position'>;
  readonly reason: string;
}

const viewer = systemViewer('rebuild');
/** With pages of 5,000 most of one outlives a collection of the young generation, and is copied by it. */
const pageSize = 1_000;

export interface FoldedLog {
  readonly aside: readonly SetAside[];
  /** The last position folded; where it began, when there was nothing. */
  readonly last: Position | 'start';
}

/** Folds a stretch of the log into every builder. The next page is read while one is folded. */
export async function foldLog({ store, codec, builders, after, until, signal, onProgress }: FoldLogOptions): Promise<FoldedLog> {
  const aside: SetAside[] = [];
  let place = after;
  if (after !== 'start' && until !== 'end' && after >= until) return { aside, last: after };
  let next = store.readAll(viewer, { after, limit: pageSize });
  for (let events = 0; ; ) {
    const page = await next;
    const some = until === 'end' ? page : page.filter(({ position }) => position <= until);
    const last = page.at(-1);
    const more = last !== undefined && (until === 'end' || last.position < until);
    if (more) {
      next = store.readAll(viewer, { after: last.position, limit: pageSize });
      // Awaited in the next round; until then a failure must not count as unhandled.
      next.catch(() => {});
    }
    const decoded = await codec.decodeEach(some);
    const readable = decoded.filter((one): one is LoggedEvent => !('record' in one));
    for (const { record, reason } of decoded.filter((one): one is UnreadableEvent => 'record' in one)) {
      aside.push({ projection: '*', event: record, reason });
    }
    for (const builder of builders) {
      const failures = await builder.take(readable);
      for (const { event, reason } of failures) aside.push({ projection: builder.model.name, event, reason });
    }
    events += some.length;
    place = some.at(-1)?.position ?? place;
    if (place !== 'start') onProgress?.(place, events);
    signal?.throwIfAborted();
    if (!more) return { aside, last: place };
  }
}
