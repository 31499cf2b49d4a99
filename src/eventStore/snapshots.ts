import type { Database } from '../database/database.ts';
import type { ClinicSlug, ContactId } from '../domain/ids.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { KeyStore } from './keys/keyStore.ts';
import { open, seal } from './keys/vault.ts';

/** A stream's state as it stood at a revision, for one version of its fold. */
export interface Snapshot {
  readonly fold: string;
  readonly version: number;
  readonly revision: number;
  readonly state: unknown;
  /** Shortened ids of the events folded so far, by which a repeated cause is recognised. */
  readonly ids: readonly string[];
}

/** Keeps one snapshot a stream. Losing all of them loses nothing. Every adapter passes `snapshotStore.contract.ts`. */
export interface SnapshotStore {
  /** Loads the stream's snapshot; null when there is none, or its subject was erased. */
  load(clinic: ClinicSlug, stream: string): Promise<Snapshot | null>;
  /**
   * Keeps a snapshot, unless one of a newer fold or a later revision is there: a slower writer does not take it back.
   * @param subject whose key encrypts the state; null where a state holds nothing personal
   */
  save(clinic: ClinicSlug, stream: string, subject: ContactId | null, snapshot: Snapshot): Promise<void>;
}

/** Snapshots that last as long as the process. */
export function memorySnapshots(keys: KeyStore): SnapshotStore {
  const all = new Map<
    string,
    { readonly subject: ContactId | null; readonly version: number; readonly revision: number; readonly text: string }
  >();
  const isErased = async (clinic: ClinicSlug, subject: ContactId | null): Promise<boolean> =>
    subject !== null && (await keys.subjectKey({ clinic, contact: subject })) === null;
  return {
    async load(clinic, stream) {
      const kept = all.get(stream);
      if (!kept || (await isErased(clinic, kept.subject))) return null;
      return JSON.parse(kept.text) as Snapshot; // written below
    },
    async save(clinic, stream, subject, snapshot) {
      if (await isErased(clinic, subject)) return;
      const { version, revision } = snapshot;
      const kept = all.get(stream);
      const isNewer = !kept || kept.version < version || (kept.version === version && kept.revision < revision);
      if (isNewer) all.set(stream, { subject, version, revision, text: JSON.stringify(snapshot) });
    },
  };
}

const viewer = systemViewer('snapshots');

/** Snapshots in PostgreSQL, encrypted under the subject's key: destroying it takes them along. */
export function postgresSnapshots(database: Database, keys: KeyStore): SnapshotStore {
  const keyOf = (clinic: ClinicSlug, subject: ContactId | null): Promise<Uint8Array | null> =>
    subject === null ? keys.clinicKey(clinic, 'bodies') : keys.subjectKey({ clinic, contact: subject });
  return {
    async load(clinic, stream) {
      const [row] = await database.query<{ subject: ContactId | null; state: Buffer }>(viewer, {
        name: 'load_snapshot',
        text: 'select subject, state from stream_snapshot where clinic = $1 and stream = $2',
        values: [clinic, stream],
      });
      const key = row && (await keyOf(clinic, row.subject));
      // The subject was erased: the stream is folded from its start, where the erased fields say so.
      if (!row || !key) return null;
      return JSON.parse(open(key, row.state, stream).toString('utf8')) as Snapshot; // written below
    },
    async save(clinic, stream, subject, snapshot) {
      const key = await keyOf(clinic, subject);
      if (!key) return;
      const state = seal(key, Buffer.from(JSON.stringify(snapshot)), stream);
      await database.query(viewer, {
        text: `insert into stream_snapshot (clinic, stream, fold, version, revision, subject, state) values ($1, $2, $3, $4, $5, $6, $7)
               on conflict (clinic, stream) do update
               set fold = excluded.fold, version = excluded.version, revision = excluded.revision, subject = excluded.subject, state = excluded.state
               where (stream_snapshot.version, stream_snapshot.revision) < (excluded.version, excluded.revision)`,
        values: [clinic, stream, snapshot.fold, snapshot.version, snapshot.revision, subject, state],
      });
    },
  };
}
