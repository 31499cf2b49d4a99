import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClinicSlug, ContactId } from '../../src/domain/ids.ts';
import { type KeyStore, type Subject, subjectName } from '../../src/eventStore/keys/keyStore.ts';
import { freshClinic } from '../support/events.ts';

/** Keys somewhere, and how a test gets rid of them. */
export interface OpenedKeys {
  readonly keys: KeyStore;
  /** Opens the same keys once more, as another process does. */
  readonly another?: () => KeyStore;
  close(): Promise<void>;
}

const hex = (key: Uint8Array | null | undefined): string | null => (key ? Buffer.from(key).toString('hex') : null);

/**
 * What every adapter of the port for keys promises; an adapter's own test is a few lines that call this.
 * @param shared whether several processes may have the same keys
 */
export function keyStoreContract(name: string, { shared }: { readonly shared: boolean }, open: () => Promise<OpenedKeys>): void {
  describe(`the key store contract on ${name}`, () => {
    let opened: OpenedKeys;
    let keys: KeyStore;
    let clinic: ClinicSlug;
    let subject: Subject;

    beforeAll(async () => {
      opened = await open();
      ({ keys } = opened);
    });
    afterAll(() => opened.close());
    beforeEach(() => {
      clinic = freshClinic();
      subject = someone(clinic);
    });

    const someone = (of: ClinicSlug): Subject => ({ clinic: of, contact: randomUUID() as ContactId }); // a UUID is an id
    const others = (): readonly KeyStore[] => (opened.another ? [opened.another()] : []);

    test('a clinic has a key of 32 bytes for each purpose, the same every time and unlike all others', async () => {
      const key = await keys.clinicKey(clinic, 'identifiers');
      expect(key.byteLength).toBe(32);
      expect(hex(await keys.clinicKey(clinic, 'identifiers'))).toBe(hex(key));
      const different = [
        key,
        await keys.clinicKey(clinic, 'deliveries'),
        await keys.clinicKey(clinic, 'bodies'),
        await keys.clinicKey(freshClinic(), 'identifiers'),
      ];
      expect(new Set(different.map(hex)).size).toBe(4);
    });

    test('a contact gets a key of 32 bytes at first need, the same every time and unlike all others', async () => {
      const key = await keys.subjectKey(subject);
      expect(key?.byteLength).toBe(32);
      expect(hex(await keys.subjectKey(subject))).toBe(hex(key));
      expect(hex(await keys.subjectKey(someone(clinic)))).not.toBe(hex(key));
      expect(hex(await keys.subjectKey({ ...subject, clinic: freshClinic() }))).not.toBe(hex(key));
    });

    test('all who ask for a key at once get the same one', async () => {
      const stores = [keys, ...others()];
      const asked = Array.from({ length: 20 }, (_, index) => stores[index % stores.length] ?? keys);
      expect(new Set((await Promise.all(asked.map((one) => one.subjectKey(subject)))).map(hex)).size).toBe(1);
      expect(new Set((await Promise.all(asked.map((one) => one.clinicKey(clinic, 'bodies')))).map(hex)).size).toBe(1);
    });

    test('keys are found for those who have one, and made for nobody', async () => {
      const [known, unknown, erased] = [subject, someone(clinic), someone(clinic)];
      const elsewhere = { ...known, clinic: freshClinic() };
      const key = await keys.subjectKey(known);
      await keys.subjectKey(erased);
      await keys.destroySubjectKey(erased);
      for (const store of [keys, ...others()]) {
        const found = await store.subjectKeys([known, unknown, erased, elsewhere, known]);
        expect([...found]).toHaveLength(1);
        expect(hex(found.get(subjectName(known)))).toBe(hex(key));
        expect(await store.subjectKeys([])).toEqual(new Map());
      }
    });

    test('a destroyed key stays destroyed, however often it is asked for or destroyed again', async () => {
      await keys.subjectKey(subject);
      await keys.destroySubjectKey(subject);
      await keys.destroySubjectKey(subject);
      for (const store of [keys, ...others()]) {
        expect(await store.subjectKey(subject)).toBeNull();
        expect(await store.subjectKeys([subject])).toEqual(new Map());
        expect(await store.subjectKey(subject)).toBeNull();
      }
    });

    test('a key that was destroyed before it was ever made is never made', async () => {
      await keys.destroySubjectKey(subject);
      expect(await keys.subjectKey(subject)).toBeNull();
      expect(await keys.subjectKeys([subject])).toEqual(new Map());
    });

    test('a key that is destroyed while it is asked for is gone afterwards', async () => {
      for (let round = 0; round < 10; round++) {
        const one = someone(clinic);
        if (round % 2 === 0) await keys.subjectKey(one);
        const fresh = others()[0] ?? keys;
        await Promise.all([
          ...Array.from({ length: 4 }, () => fresh.subjectKeys([one])),
          fresh.subjectKey(one),
          fresh.destroySubjectKey(one),
          ...Array.from({ length: 4 }, () => fresh.subjectKeys([one])),
          fresh.subjectKey(one),
        ]);
        expect(await fresh.subjectKey(one)).toBeNull();
        expect(await fresh.subjectKeys([one])).toEqual(new Map());
      }
    });

    if (shared)
      test('keys outlive whoever made them', async () => {
        const [clinicKey, key] = [await keys.clinicKey(clinic, 'identifiers'), await keys.subjectKey(subject)];
        const [other = keys] = others();
        expect(hex(await other.clinicKey(clinic, 'identifiers'))).toBe(hex(clinicKey));
        expect(hex((await other.subjectKeys([subject])).get(subjectName(subject)))).toBe(hex(key));
      });
  });
}
