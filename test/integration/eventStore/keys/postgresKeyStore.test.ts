import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContactId } from '../../../../src/domain/ids.ts';
import { systemViewer } from '../../../../src/domain/viewer.ts';
import { postgresKeyStore } from '../../../../src/eventStore/keys/postgresKeyStore.ts';
import { createVault } from '../../../../src/eventStore/keys/vault.ts';
import { postgresSnapshots } from '../../../../src/eventStore/snapshots.ts';
import { keyStoreContract } from '../../../contracts/keyStore.contract.ts';
import { snapshotStoreContract } from '../../../contracts/snapshotStore.contract.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { freshClinic } from '../../../support/events.ts';

const master = randomBytes(32);

keyStoreContract('postgres', { shared: true }, async () => {
  const { database, dispose } = await createTestDatabase();
  const another = () => postgresKeyStore(database, createVault([master]));
  return { keys: another(), another, close: dispose };
});

snapshotStoreContract('postgres', async () => {
  const { database, dispose } = await createTestDatabase();
  const keys = postgresKeyStore(database, createVault([master]));
  return { keys, snapshots: postgresSnapshots(database, keys), close: dispose };
});

describe('keys in PostgreSQL', () => {
  let home: TestDatabase;
  beforeAll(async () => {
    home = await createTestDatabase();
  });
  afterAll(() => home.dispose());
  const someone = () => ({ clinic: freshClinic(), contact: randomUUID() as ContactId }); // a UUID is an id

  test('stand there wrapped: whoever copies the tables cannot open them', async () => {
    const subject = someone();
    const keys = postgresKeyStore(home.database, createVault([master]));
    const both = [await keys.subjectKey(subject), await keys.clinicKey(subject.clinic, 'bodies')].map((key) =>
      Buffer.from(key ?? []).toString('hex'),
    );
    const rows = await home.database.query<{ wrapped: Buffer }>(systemViewer('test'), {
      text: 'select wrapped from contact_key where clinic = $1 union all select wrapped from clinic_key where clinic = $1',
      values: [subject.clinic],
    });
    expect(rows).toHaveLength(2);
    for (const { wrapped } of rows) for (const key of both) expect(wrapped.toString('hex')).not.toContain(key);
    const thief = postgresKeyStore(home.database, createVault([randomBytes(32)]));
    await expect(thief.subjectKey(subject)).rejects.toThrow('ENCRYPTION_KEY');
    await expect(thief.clinicKey(subject.clinic, 'bodies')).rejects.toThrow('ENCRYPTION_KEY');
  });

  test('that the key before this one wrapped are opened while ENCRYPTION_KEY is rotated', async () => {
    const subject = someone();
    const before = postgresKeyStore(home.database, createVault([master]));
    const key = await before.subjectKey(subject);
    const after = postgresKeyStore(home.database, createVault([randomBytes(32), master]));
    expect(await after.subjectKey(subject)).toEqual(key);
    expect(await after.subjectKey(someone())).not.toBeNull();
  });

  test('that another process destroyed are forgotten within their time in memory', async () => {
    const subject = someone();
    let now = 0;
    const here = postgresKeyStore(home.database, createVault([master]), { memory: 60_000, now: () => now });
    const there = postgresKeyStore(home.database, createVault([master]));
    await here.subjectKey(subject);
    await there.destroySubjectKey(subject);
    now = 59_999;
    expect(await here.subjectKey(subject)).not.toBeNull();
    now = 60_001;
    expect(await here.subjectKeys([subject])).toEqual(new Map());
    expect(await here.subjectKey(subject)).toBeNull();
  });
});
