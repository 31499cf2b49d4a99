import { type AnyEvent, eventSchemas } from '../../domain/catalogue.ts';
import { type DomainEvent, type EventSchema, erased, isErased } from '../../domain/event.ts';
import { type KeyStore, type Subject, subjectName } from '../keys/keyStore.ts';
import { open, seal } from '../keys/vault.ts';
import type { NewEvent, RecordedEvent } from '../port.ts';
import type { EventMetadata, LoggedEvent } from './envelope.ts';

/** An event about to be stored. */
export interface OutgoingEvent {
  readonly id: string;
  readonly event: AnyEvent;
  readonly metadata: Omit<EventMetadata, 'schemaVersion'>;
}

/** What a record that cannot be read comes to: named, so that a reader can set it aside and go on. */
export interface UnreadableEvent {
  readonly record: RecordedEvent;
  readonly reason: string;
}

/** Turns events into the bytes of the log and back: JSON, schema versions, personal fields encrypted under their subject's key. */
export interface Codec {
  encode(events: readonly OutgoingEvent[]): Promise<NewEvent[]>;
  /** Decodes all or throws. */
  decode(records: readonly RecordedEvent[]): Promise<LoggedEvent[]>;
  /** Decodes what can be decoded; keys for all of them are read in one round trip. */
  decodeEach(records: readonly RecordedEvent[]): Promise<(LoggedEvent | UnreadableEvent)[]>;
}

/** Where an encrypted value stands in the JSON: an object with this one member. */
const cipherMember = '$sealed';

type AnySchema = EventSchema<DomainEvent<string, object>> & { readonly personal: Readonly<Record<string, true>> };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @param schemas the event types known; the catalogue unless a test says otherwise */
export function createCodec(keys: KeyStore, schemas: Readonly<Record<string, AnySchema>> = eventSchemas): Codec {
  async function encodeOne({ id, event, metadata }: OutgoingEvent): Promise<NewEvent> {
    const schema = schemas[event.type];
    if (!schema) throw new Error(`the event type ${event.type} is not in the catalogue`);
    const data: Record<string, unknown> = { ...event.data };
    const personal = Object.keys(schema.personal).filter(
      (field) => data[field] !== null && data[field] !== undefined && !isErased(data[field]),
    );
    if (personal.length > 0) {
      const { clinic, subject } = metadata;
      if (subject === null) throw new Error(`${event.type} holds personal fields and names no subject`);
      const key = await keys.subjectKey({ clinic, contact: subject });
      for (const field of personal) {
        // Bound to event and field: a ciphertext moved elsewhere does not open.
        const value = Buffer.from(JSON.stringify(data[field]));
        data[field] = key ? { [cipherMember]: seal(key, value, `${id}/${field}`).toString('base64') } : erased;
      }
    }
    const envelope: EventMetadata = { ...metadata, schemaVersion: schema.version };
    return { id, type: event.type, data: Buffer.from(JSON.stringify(data)), metadata: Buffer.from(JSON.stringify(envelope)) };
  }

  async function decodeEach(records: readonly RecordedEvent[]): Promise<(LoggedEvent | UnreadableEvent)[]> {
    const parsed = records.map(parse);
    const subjects = new Map<string, Subject>();
    for (const one of parsed) {
      if ('reason' in one || one.metadata.subject === null) continue;
      const subject = { clinic: one.metadata.clinic, contact: one.metadata.subject };
      subjects.set(subjectName(subject), subject);
    }
    const found = subjects.size === 0 ? new Map<string, Uint8Array>() : await keys.subjectKeys([...subjects.values()]);
    return parsed.map((one) => ('reason' in one ? one : readable(one, found)));
  }

  function parse(record: RecordedEvent): Parsed | UnreadableEvent {
    const schema = schemas[record.type];
    if (!schema) return { record, reason: `the event type ${record.type} is not known` };
    try {
      // What our own encoder wrote; whoever else writes into the log is caught by the schema's upcasters and folds.
      const metadata = JSON.parse(utf8.decode(record.metadata)) as EventMetadata;
      const data = JSON.parse(utf8.decode(record.data)) as Record<string, unknown>;
      if (metadata.schemaVersion > schema.version)
        return { record, reason: `${record.type} is of version ${metadata.schemaVersion}, newer than this program` };
      if (typeof data !== 'object' || data === null) return { record, reason: `the data of ${record.type} is no object` };
      return { record, schema, metadata, data };
    } catch {
      return { record, reason: `the bytes of ${record.type} are not JSON` };
    }
  }

  function readable({ record, schema, metadata, data }: Parsed, found: ReadonlyMap<string, Uint8Array>): LoggedEvent | UnreadableEvent {
    const key = metadata.subject === null ? undefined : found.get(subjectName({ clinic: metadata.clinic, contact: metadata.subject }));
    try {
      let current: object = unsealed(data, key, record.id);
      for (let version = metadata.schemaVersion; version < schema.version; version++) {
        const upcast = schema.upcasters?.[version];
        if (!upcast) return { record, reason: `${record.type} has no upcaster from version ${version}` };
        current = upcast(current);
      }
      const { id, stream, revision, position, type } = record;
      const recordedAt = metadata.recordedAt ? new Date(metadata.recordedAt) : record.recordedAt;
      // The catalogue's golden files prove that data of each version is what the type says.
      return { id, stream, revision, position, recordedAt, event: { type, data: current } as AnyEvent, metadata };
    } catch (error) {
      return { record, reason: `${record.type} cannot be decrypted or upcast: ${error instanceof Error ? error.message : 'unknown'}` };
    }
  }

  return {
    encode: (events) => Promise.all(events.map(encodeOne)),
    decodeEach,
    async decode(records) {
      const decoded = await decodeEach(records);
      return decoded.map((one) => {
        if ('reason' in one) throw new Error(`event ${one.record.id} of ${one.record.stream}: ${one.reason}`);
        return one;
      });
    },
  };
}

interface Parsed {
  readonly record: RecordedEvent;
  readonly schema: AnySchema;
  readonly metadata: EventMetadata;
  readonly data: Record<string, unknown>;
}

/** Opens what is sealed, in place: the data was parsed a moment ago and is nobody else's. */
function unsealed(data: Record<string, unknown>, key: Uint8Array | undefined, id: string): object {
  for (const field of Object.keys(data)) {
    const value = data[field];
    if (typeof value !== 'object' || value === null || !(cipherMember in value)) continue;
    const sealed = value[cipherMember];
    data[field] =
      key && typeof sealed === 'string' ? JSON.parse(open(key, Buffer.from(sealed, 'base64'), `${id}/${field}`).toString('utf8')) : erased;
  }
  return data;
}
