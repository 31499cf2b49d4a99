import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { preparedKey } from './preparedKey.ts';

const nonceBytes = 12;
let drawn = randomBytes(0);

/** Random bytes for one use. They are drawn a few hundred at a time: one by one they take a third of the time of a sealing. */
function nextNonce(): Buffer {
  if (drawn.byteLength < nonceBytes) drawn = randomBytes(256 * nonceBytes);
  const nonce = drawn.subarray(0, nonceBytes);
  drawn = drawn.subarray(nonceBytes);
  return nonce;
}

/** Bytes that only the holder of the key can read, bound to a context that must be named again to open them. */
export function seal(key: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', preparedKey(key), nonce).setAAD(Buffer.from(context));
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Opens what {@link seal} made; throws when key, context or bytes are not the same. */
export function open(key: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', preparedKey(key), sealed.subarray(0, 12))
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(12, 28));
  const body = decipher.update(sealed.subarray(28));
  decipher.final();
  return body;
}

/** Wraps the keys that encrypt data, under `ENCRYPTION_KEY`. While that is rotated there are two: the first wraps, either unwraps. */
export interface Vault {
  wrap(key: Uint8Array, context: string): Buffer;
  unwrap(wrapped: Uint8Array, context: string): Buffer;
}

/** @param masterKeys one or two keys of 32 bytes, the one in force first */
export function createVault(masterKeys: readonly Uint8Array[]): Vault {
  const [current] = masterKeys;
  if (!current || masterKeys.some((key) => key.byteLength !== 32)) throw new Error('the vault needs keys of 32 bytes');
  const byName = new Map(masterKeys.map((key) => [nameOf(key).toString('hex'), key]));
  return {
    wrap: (key, context) => Buffer.concat([nameOf(current), seal(current, key, context)]),
    unwrap(wrapped, context) {
      const master = byName.get(Buffer.from(wrapped.subarray(0, 4)).toString('hex'));
      if (!master) throw new Error('ENCRYPTION_KEY is not the key that this database was written with');
      return open(master, wrapped.subarray(4), context);
    },
  };
}

/** The first four bytes of the key's hash: says which key wrapped, and nothing about it. */
const nameOf = (key: Uint8Array): Buffer => createHash('sha256').update(key).digest().subarray(0, 4);
