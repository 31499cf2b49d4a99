import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import { caughtUpMessage, checkpointMessage, confirmationMessage, eventMessage } from './messages.ts';
import { fail, placeOf, type ReadCall, send } from './reads.ts';
import type { ServerLog, StoredEvent } from './serverLog.ts';

export interface SubscriptionSettings {
  readonly log: ServerLog;
  /** Events that wait for a live subscriber who takes none; one more, and he is dropped. */
  readonly liveBuffer: number;
  /** Live subscriptions say nothing while it holds. */
  readonly muted: () => boolean;
  /** Called for each event looked at, and again when it is sent. */
  readonly onEvent: (what: 'searched' | 'sent') => void;
}

/** Events searched between two checkpoints, times the interval's multiplier; the server's default. */
const searchWindow = 32;

/** A subscription to $all: confirmation, history, caughtUp, then what happens, with a checkpoint for every so many events searched. */
export async function subscribe({ log, liveBuffer, muted, onEvent }: SubscriptionSettings, call: ReadCall): Promise<void> {
  const gone = new AbortController();
  for (const name of ['cancelled', 'close', 'error'] as const) call.once(name, () => gone.abort());
  const start = startOf(log, call);
  if (start === null) return fail(call, status.UNKNOWN, 'Unexpected error');
  const filter = filterOf(call);
  await send(call, confirmationMessage(randomUUID()));
  let next = start;
  let searched = 0;
  let live = false;
  /** Where a live subscriber who fell too far behind is dropped. */
  let dropAt = Number.POSITIVE_INFINITY;
  while (!gone.signal.aborted) {
    const event = log.events[next];
    if (!event || (live && muted())) {
      if (!live) {
        live = true;
        await send(call, caughtUpMessage());
        continue;
      }
      await appendedOrGone(log, gone.signal);
      continue;
    }
    if (next >= dropAt) return fail(call, status.ABORTED, 'Consumer too slow to handle event while live. Client resubscription required.');
    next += 1;
    searched += 1;
    onEvent('searched');
    if (filter.matches(event)) {
      onEvent('sent');
      if (!(await send(call, eventMessage(event)))) return;
    }
    if (filter.interval !== null && searched % filter.interval === 0 && !(await send(call, checkpointMessage(event.position)))) return;
    if (live && log.events.length - next > liveBuffer) dropAt = Math.min(dropAt, next + liveBuffer);
  }
}

function startOf(log: ServerLog, call: ReadCall): number | null {
  const options = call.request.getOptions()?.getAll();
  if (options?.hasEnd()) return log.events.length;
  if (!options?.hasPosition()) return 0;
  const index = placeOf(log, BigInt(options.getPosition()?.getCommitPosition() ?? 0));
  // Exclusive; from beyond the end, what is appended later is still told.
  return index === null ? null : Math.min(index + 1, log.events.length);
}

function filterOf(call: ReadCall): { readonly matches: (event: StoredEvent) => boolean; readonly interval: number | null } {
  const filter = call.request.getOptions()?.getFilter();
  if (!filter) return { matches: () => true, interval: null };
  const prefixes = filter.getStreamIdentifier()?.getPrefixList() ?? [];
  return {
    matches: ({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix)),
    interval: (filter.hasMax() ? filter.getMax() : searchWindow) * filter.getCheckpointintervalmultiplier(),
  };
}

async function appendedOrGone(log: ServerLog, gone: AbortSignal): Promise<void> {
  const woken = new AbortController();
  log.onAppended(() => woken.abort(), AbortSignal.any([gone, woken.signal]));
  await once(AbortSignal.any([gone, woken.signal]), 'abort');
}
