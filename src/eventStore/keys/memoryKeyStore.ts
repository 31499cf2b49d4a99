import { randomBytes } from 'node:crypto';
import { type KeyStore, subjectName } from './keyStore.ts';

/** Keys that last as long as the process: the model in property tests. */
export function memoryKeyStore(): KeyStore {
  const clinics = new Map<string, Uint8Array>();
  const subjects = new Map<string, Uint8Array | null>();
  return {
    async clinicKey(clinic, purpose) {
      const name = `${clinic}/${purpose}`;
      const key = clinics.get(name) ?? randomBytes(32);
      clinics.set(name, key);
      return key;
    },
    async subjectKey(subject) {
      const name = subjectName(subject);
      const key = subjects.get(name);
      if (key !== undefined) return key;
      const made = randomBytes(32);
      subjects.set(name, made);
      return made;
    },
    async subjectKeys(wanted) {
      const found = new Map<string, Uint8Array>();
      for (const subject of wanted) {
        const key = subjects.get(subjectName(subject));
        if (key) found.set(subjectName(subject), key);
      }
      return found;
    },
    async destroySubjectKey(subject) {
      subjects.set(subjectName(subject), null);
    },
  };
}
