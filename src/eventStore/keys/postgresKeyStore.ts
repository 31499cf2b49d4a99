import { randomBytes } from 'node:crypto';
import DataLoader from 'dataloader';
import type { Database } from '../../database/database.ts';
import { systemViewer } from '../../domain/viewer.ts';
import { type KeyStore, type Subject, subjectName } from './keyStore.ts';
import type { Vault } from './vault.ts';

const viewer = systemViewer('keys');

/** Most contacts' keys kept in memory; the oldest goes first. */
const cached = 20_000;

export interface PostgresKeyStoreOptions {
  /**
   * Milliseconds that a contact's key stays in memory; default 60,000.
   * So long may a process go on reading what another erased: lower to shorten that, raise for fewer reads of the table.
   */
  readonly memory?: number;
  /** The time in milliseconds; default the process's own clock, which never goes back. */
  readonly now?: () => number;
}

/** Keys in PostgreSQL, wrapped by the vault. */
export function postgresKeyStore(
  database: Database,
  vault: Vault,
  { memory = 60_000, now = () => performance.now() }: PostgresKeyStoreOptions = {},
): KeyStore {
  const clinics = new Map<string, Promise<Uint8Array>>();
  const subjects = new Map<string, { readonly key: Uint8Array; readonly until: number }>();
  /** Destroyed by this process: a read that was under way must not bring the key back. */
  const destroyed = new Set<string>();

  const remembered = (name: string): Uint8Array | undefined => {
    const one = subjects.get(name);
    return one && one.until > now() ? one.key : undefined;
  };

  const remember = (name: string, key: Uint8Array): Uint8Array | null => {
    if (destroyed.has(name)) return null;
    subjects.delete(name);
    subjects.set(name, { key, until: now() + memory });
    const oldest = subjects.size > cached ? subjects.keys().next() : undefined;
    if (oldest && !oldest.done) subjects.delete(oldest.value);
    return key;
  };

  const load = async (wanted: readonly Subject[]): Promise<{ clinic: string; contact: string; wrapped: Buffer | null }[]> =>
    database.query(viewer, {
      name: 'load_contact_keys',
      text: `select clinic, contact, wrapped from contact_key
             where (clinic, contact) in (select * from unnest($1::text[], $2::uuid[]))`,
      values: [wanted.map((one) => one.clinic), wanted.map((one) => one.contact)],
    });

  /** Keys asked for in one turn of the event loop are made by one statement. The row that is there afterwards counts, whoever made it. */
  const making = new DataLoader<Subject, { wrapped: Buffer | null } | undefined>(
    async (wanted) => {
      await database.query(viewer, {
        name: 'make_contact_keys',
        text: `insert into contact_key (clinic, contact, wrapped) select * from unnest($1::text[], $2::uuid[], $3::bytea[]) on conflict do nothing`,
        values: [
          wanted.map((one) => one.clinic),
          wanted.map((one) => one.contact),
          wanted.map((one) => vault.wrap(randomBytes(32), `contact:${subjectName(one)}`)),
        ],
      });
      const rows = new Map((await load(wanted)).map((row) => [`${row.clinic}/${row.contact}`, row]));
      return wanted.map((one) => rows.get(subjectName(one)));
    },
    { cache: false, maxBatchSize: 100, batchScheduleFn: (run) => setImmediate(run) },
  );

  return {
    clinicKey(clinic, purpose) {
      const name = `${clinic}/${purpose}`;
      const context = `clinic:${name}`;
      const known = clinics.get(name);
      if (known) return known;
      const key = (async () => {
        // The first of several processes wins: everybody uses the row that is there afterwards.
        await database.query(viewer, {
          text: 'insert into clinic_key (clinic, purpose, wrapped) values ($1, $2, $3) on conflict do nothing',
          values: [clinic, purpose, vault.wrap(randomBytes(32), context)],
        });
        const [row] = await database.query<{ wrapped: Buffer }>(viewer, {
          text: 'select wrapped from clinic_key where clinic = $1 and purpose = $2',
          values: [clinic, purpose],
        });
        if (!row) throw new Error(`the key ${name} could not be stored`);
        return vault.unwrap(row.wrapped, context);
      })();
      clinics.set(name, key);
      // A failure must not be remembered.
      key.catch(() => clinics.delete(name));
      return key;
    },

    async subjectKey(subject) {
      const name = subjectName(subject);
      const known = remembered(name);
      if (known) return known;
      const row = await making.load(subject);
      return row?.wrapped ? remember(name, vault.unwrap(row.wrapped, `contact:${name}`)) : null;
    },

    async subjectKeys(wanted) {
      const found = new Map<string, Uint8Array>();
      const missing = new Map<string, Subject>();
      for (const subject of wanted) {
        const name = subjectName(subject);
        const key = remembered(name);
        if (key) found.set(name, key);
        else missing.set(name, subject);
      }
      if (missing.size === 0) return found;
      for (const row of await load([...missing.values()])) {
        const name = `${row.clinic}/${row.contact}`;
        const key = row.wrapped && remember(name, vault.unwrap(row.wrapped, `contact:${name}`));
        if (key) found.set(name, key);
      }
      return found;
    },

    async destroySubjectKey(subject) {
      destroyed.add(subjectName(subject));
      subjects.delete(subjectName(subject));
      await database.query(viewer, {
        text: `insert into contact_key (clinic, contact, wrapped, destroyed_at) values ($1, $2, null, now())
               on conflict (clinic, contact) do update set wrapped = null, destroyed_at = coalesce(contact_key.destroyed_at, now())`,
        values: [subject.clinic, subject.contact],
      });
    },
  };
}
