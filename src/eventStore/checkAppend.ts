import { parseStreamName } from '../domain/stream.ts';
import { sees, type Viewer } from '../domain/viewer.ts';
import { type Append, EventStoreError, maxAppendBytes, maxStreamNameBytes } from './port.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Tells whether a stream is one of ours and of the viewer's clinics. */
export function seesStream(viewer: Viewer, stream: string): boolean {
  const name = parseStreamName(stream);
  return name !== null && sees(viewer, name.clinic);
}

/** Refuses a stream that is not the viewer's, in every adapter alike. Fails with INVALID_APPEND, FOREIGN_CLINIC. */
export function checkStream(viewer: Viewer, stream: string): void {
  // Half a surrogate pair becomes U+FFFD on the wire: two names would be one stream.
  if (!parseStreamName(stream) || !stream.isWellFormed() || Buffer.byteLength(stream) > maxStreamNameBytes)
    throw new EventStoreError('INVALID_APPEND', `${JSON.stringify(stream)} is not the name of a stream`);
  if (!seesStream(viewer, stream)) throw new EventStoreError('FOREIGN_CLINIC', 'the stream belongs to another clinic');
}

/** Refuses an append that no store should take. Fails with INVALID_APPEND, FOREIGN_CLINIC, TOO_LARGE. */
export function checkAppend(viewer: Viewer, { stream, expected, events }: Append): void {
  checkStream(viewer, stream);
  if (events.length === 0) throw new EventStoreError('INVALID_APPEND', 'there is no event to append');
  if (expected !== 'noStream' && !(Number.isSafeInteger(expected) && expected >= 0))
    throw new EventStoreError('INVALID_APPEND', 'the expected revision is not a revision');
  if (events.some(({ id }) => !uuid.test(id))) throw new EventStoreError('INVALID_APPEND', 'an event id is not a UUID in lower case');
  if (events.some(({ type }) => type === '' || type.includes('\0') || !type.isWellFormed()))
    throw new EventStoreError('INVALID_APPEND', 'an event has no type, or one that is not text');
  if (new Set(events.map(({ id }) => id)).size < events.length) throw new EventStoreError('INVALID_APPEND', 'an event id stands twice');
  const bytes = events.reduce((sum, { data, metadata }) => sum + data.byteLength + metadata.byteLength, 0);
  if (bytes > maxAppendBytes) throw new EventStoreError('TOO_LARGE', `an append may carry ${maxAppendBytes} bytes, this one has ${bytes}`);
}
