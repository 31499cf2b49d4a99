import type { ClinicSlug, ContactId } from '../../domain/ids.ts';

/** What a clinic's own keys are for; each is random, made at first need, and never rotated. */
export type ClinicKeyPurpose =
  /** Hashes identifiers into stream names and attendee keys. */
  | 'identifiers'
  /** Hashes the content of deliveries into their ids. */
  | 'deliveries'
  /** Encrypts the bodies of deliveries. */
  | 'bodies'
  /** Signs booking links. */
  | 'links';

/** A contact, in her clinic. */
export interface Subject {
  readonly clinic: ClinicSlug;
  readonly contact: ContactId;
}

/**
 * Keeps the keys that encrypt personal data. Every adapter passes `keyStore.contract.ts`.
 * A destroyed key stays destroyed: it is never made again for the same contact. Another process may hold it in memory a little longer.
 */
export interface KeyStore {
  clinicKey(clinic: ClinicSlug, purpose: ClinicKeyPurpose): Promise<Uint8Array>;
  /** The contact's key, made if there is none yet; null once it was destroyed. */
  subjectKey(subject: Subject): Promise<Uint8Array | null>;
  /** The keys of those that have one, by {@link subjectName}; one round trip for all that are not cached. */
  subjectKeys(subjects: readonly Subject[]): Promise<ReadonlyMap<string, Uint8Array>>;
  destroySubjectKey(subject: Subject): Promise<void>;
}

export const subjectName = ({ clinic, contact }: Subject): string => `${clinic}/${contact}`;
