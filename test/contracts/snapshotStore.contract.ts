import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClinicSlug, ContactId } from '../../src/domain/ids.ts';
import type { KeyStore } from '../../src/eventStore/keys/keyStore.ts';
import type { Snapshot, SnapshotStore } from '../../src/eventStore/snapshots.ts';
import { freshClinic } from '../support/events.ts';

/** Snapshots somewhere, the keys they stand under, and how a test gets rid of both. */
export interface OpenedSnapshots {
  readonly snapshots: SnapshotStore;
  readonly keys: KeyStore;
  close(): Promise<void>;
}

/** What every adapter of the port for snapshots promises; an adapter's own test is a few lines that call this. */
export function snapshotStoreContract(name: string, open: () => Promise<OpenedSnapshots>): void {
  describe(`the snapshot store contract on ${name}`, () => {
    let opened: OpenedSnapshots;
    let clinic: ClinicSlug;
    let stream: string;
    let contact: ContactId;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    beforeEach(() => {
      clinic = freshClinic();
      contact = randomUUID() as ContactId; // a UUID is an id
      stream = `booking-${clinic}.${contact}`;
    });

    const snapshot = (change: Partial<Snapshot> = {}): Snapshot => ({
      fold: 'booking',
      version: 1,
      revision: 120,
      state: { name: 'Zoë \u0000', uids: [], of: null },
      ids: ['0f9c2b1e4b434a52', '9c573c0e6f2b7d10'],
      ...change,
    });
    const save = (one: Snapshot, subject: ContactId | null = contact) => opened.snapshots.save(clinic, stream, subject, one);
    const load = () => opened.snapshots.load(clinic, stream);

    test('a stream without one has none', async () => {
      expect(await load()).toBeNull();
    });

    test('what was saved is loaded, a copy of its own', async () => {
      const one = snapshot();
      await save(one);
      const loaded = await load();
      expect(loaded).toEqual(one);
      expect(loaded?.state).not.toBe(one.state);
      expect(await opened.snapshots.load(clinic, `${stream}2`)).toBeNull();
    });

    test('a later one takes the place of an earlier one, never the other way round', async () => {
      await save(snapshot({ revision: 120 }));
      await save(snapshot({ revision: 240, state: { later: true } }));
      await save(snapshot({ revision: 180 }));
      expect(await load()).toEqual(snapshot({ revision: 240, state: { later: true } }));
    });

    test('one of a newer version of the fold takes the place of an older one, at whatever revision', async () => {
      await save(snapshot({ version: 1, revision: 240 }));
      await save(snapshot({ version: 2, revision: 120 }));
      await save(snapshot({ version: 1, revision: 360 }));
      expect(await load()).toEqual(snapshot({ version: 2, revision: 120 }));
    });

    test('one of a contact whose key is destroyed is gone, and no other is kept for her', async () => {
      await save(snapshot());
      await opened.keys.destroySubjectKey({ clinic, contact });
      expect(await load()).toBeNull();
      await save(snapshot({ revision: 240 }));
      expect(await load()).toBeNull();
    });

    test('one that holds nothing personal outlives every contact', async () => {
      await save(snapshot(), null);
      await opened.keys.destroySubjectKey({ clinic, contact });
      expect(await load()).toEqual(snapshot());
    });
  });
}
