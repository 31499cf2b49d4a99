import { createHmac } from 'node:crypto';
import type { Identifier } from '../domain/contact/identifier.ts';
import type { ClinicSlug, IdentifierHash } from '../domain/ids.ts';
import type { KeyStore } from './keys/keyStore.ts';
import { preparedKey } from './keys/preparedKey.ts';

/** Hashes identifiers under the clinic's own random key: equal ones are found again, and none can be read or tried out. */
export async function identifierHasher(keys: KeyStore, clinic: ClinicSlug): Promise<(identifier: Identifier) => IdentifierHash> {
  const key = preparedKey(await keys.clinicKey(clinic, 'identifiers'));
  return ({ kind, value }) => createHmac('sha256', key).update(`${kind}:${value}`).digest('base64url') as IdentifierHash; // the one place that makes them
}
