import { type BinaryEventType, binaryEvent, type EventData, type RecordedEvent as ReadEvent } from '@eventstore/db-client';
import type { NewEvent, Position, RecordedEvent } from '../port.ts';

/** Stands before metadata that would come back as something else than these very bytes. */
const asIs = 0;

/** The commit position, a byte offset, in the shape that positions have. What one gRPC append writes has prepare equal to commit. */
export const positionText = (commit: bigint): Position => String(commit).padStart(20, '0') as Position; // the one place that makes them

/** Where a read or a subscription begins; the very first byte of a log belongs to no event of ours. */
export function logPosition(position: Position | 'start'): { readonly commit: bigint; readonly prepare: bigint } | 'start' {
  const commit = position === 'start' ? 0n : BigInt(position);
  return commit === 0n ? 'start' : { commit, prepare: commit };
}

/** An event as the client takes it. Data go as bytes: JSON would come back parsed, and `undefined` in it never settles. */
export const proposed = ({ id, type, data, metadata }: NewEvent): EventData =>
  binaryEvent({ id, type, data, metadata: writtenMetadata(metadata) });

/** An event as the port gives it. */
export function recorded(event: ReadEvent): RecordedEvent {
  const { position } = event;
  if (!position) throw new Error('the server tells no positions: version 22.6 or later is needed');
  // Only transactions of the old TCP protocol differ; two of their events would share one position.
  if (position.commit !== position.prepare) throw new Error(`the event at ${position.commit} was not written over gRPC`);
  return {
    id: event.id,
    type: event.type,
    data: bytesOf(event.data),
    metadata: readMetadata(event.metadata),
    stream: event.streamId,
    revision: Number(event.revision),
    position: positionText(position.commit),
    recordedAt: event.created,
  };
}

/** The client parses metadata that is JSON. Written so, it stays legible to the server's own tools; where parsing loses a byte it goes marked. */
function writtenMetadata(metadata: Uint8Array): Uint8Array {
  const same = metadata.byteLength === 0 || isPlainJson(metadata);
  return same ? Uint8Array.from(metadata) : Uint8Array.from([asIs, ...metadata]);
}

function readMetadata(metadata: BinaryEventType['metadata'] | undefined): Uint8Array {
  if (metadata === undefined) return new Uint8Array();
  if (!(metadata instanceof Uint8Array)) return bytesOf(metadata);
  return metadata[0] === asIs ? metadata.subarray(1) : metadata;
}

function isPlainJson(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('utf8');
  try {
    return Buffer.from(JSON.stringify(JSON.parse(text))).equals(bytes);
  } catch {
    return false;
  }
}

const bytesOf = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value)));
