import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import { eventMessage, notFoundMessage } from './messages.ts';
import type { ServerLog, StoredEvent } from './serverLog.ts';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Sends one message and waits while the client takes nothing; false once it is gone. */
export async function send(call: ReadCall, message: ReadResp): Promise<boolean> {
  if (call.cancelled || call.destroyed) return false;
  if (call.write(message)) return true;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      for (const name of ['drain', 'cancelled', 'close', 'error'] as const) call.off(name, go);
      resolve();
    };
    for (const name of ['drain', 'cancelled', 'close', 'error'] as const) call.once(name, go);
  });
  return !call.cancelled && !call.destroyed;
}

/** Ends a read or a subscription with an error, as the server words it. */
export function fail(call: ReadCall, code: status, details: string): void {
  // Emitted, what was written before it still arrives; destroyed, the call would end without a word.
  if (!call.cancelled && !call.destroyed) call.emit('error', Object.assign(new Error(details), { code, details }));
}

/** Read of a stream or of $all, up to a count. */
export async function read(log: ServerLog, call: ReadCall): Promise<void> {
  const options = call.request.getOptions();
  const count = Number(options?.getCount());
  if (!options || !(count > 0)) return fail(call, status.UNKNOWN, 'Unexpected error');
  const backwards = options.getReadDirection() === 1;
  const wanted = options.hasStream() ? fromStream(log, call, backwards) : fromAll(log, call, backwards);
  if (!wanted) return;
  for (const event of wanted.slice(0, count)) if (!(await send(call, eventMessage(event)))) return;
  call.end();
}

function fromStream(log: ServerLog, call: ReadCall, backwards: boolean): readonly StoredEvent[] | null {
  const options = call.request.getOptions()?.getStream();
  const name = Buffer.from(options?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
  const events = log.streamOf(name);
  if (events.length === 0) {
    call.write(notFoundMessage(name));
    call.end();
    return null;
  }
  if (options?.hasEnd() && !backwards) {
    fail(call, status.UNKNOWN, 'Unexpected error');
    return null;
  }
  const from = options?.hasRevision() ? Number(options.getRevision()) : options?.hasEnd() ? events.length - 1 : 0;
  return backwards ? events.slice(0, from + 1).toReversed() : events.slice(from);
}

function fromAll(log: ServerLog, call: ReadCall, backwards: boolean): readonly StoredEvent[] | null {
  const options = call.request.getOptions()?.getAll();
  // Forwards a read takes in the event at its position, backwards it does not.
  if (options?.hasPosition()) {
    const index = placeOf(log, BigInt(options.getPosition()?.getCommitPosition() ?? 0));
    if (index === null) {
      fail(call, status.UNKNOWN, 'Unexpected error');
      return null;
    }
    return backwards ? log.events.slice(0, index).toReversed() : log.events.slice(index);
  }
  if (options?.hasEnd()) return backwards ? log.events.toReversed() : [];
  return backwards ? [] : log.events;
}

/** The index of the event at a position, the length when it is beyond the end, null when no event begins there. */
export function placeOf(log: ServerLog, position: bigint): number | null {
  const last = log.events.at(-1);
  if (!last || position > last.position) return log.events.length;
  let [low, high] = [0, log.events.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((log.events[middle]?.position ?? 0n) < position) low = middle + 1;
    else high = middle;
  }
  return log.events[low]?.position === position ? low : null;
}
