import type { IncomingMessage } from 'node:http';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { type ClinicSlug, isClinicSlug } from '../domain/ids.ts';
import { type Role, roles, type Viewer } from '../domain/viewer.ts';
import type { Settings } from './settings.ts';

/** Who asks, and until when that holds. */
export interface Session {
  readonly viewer: Viewer;
  /** Milliseconds since the epoch; null: for ever (development). */
  readonly expiresAt: number | null;
}

/** What a request says of who makes it: a WebSocket says it in `connectionParams`. */
export interface Credentials {
  readonly request: IncomingMessage;
  readonly token: string | null;
}

/** Finds out who asks; null when nobody can be told. */
export type Authenticate = (credentials: Credentials) => Promise<Session | null> | Session | null;

/** Algorithms are pinned: a token does not choose how it is checked. */
const symmetric = ['HS256'];
const asymmetric = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/**
 * Checks JSON Web Tokens with `sub`, `clinic` (a slug or a list of slugs), `roles` and `exp`.
 * While a secret is rotated either of two is taken. Keys of a JWKS are fetched when needed, within five seconds, and kept for ten minutes.
 */
export function createAuthenticate(auth: NonNullable<Settings['auth']>): Authenticate {
  const keys =
    'secrets' in auth
      ? auth.secrets.map((one) => new TextEncoder().encode(one))
      : [createRemoteJWKSet(new URL(auth.jwksUrl), { timeoutDuration: 5_000, cooldownDuration: 30_000, cacheMaxAge: 600_000 })];
  const algorithms = 'secrets' in auth ? symmetric : asymmetric;
  return async ({ token }) => {
    if (token === null) return null;
    for (const key of keys) {
      const payload = await verified(token, key, algorithms);
      if (payload) return sessionOf(payload);
    }
    return null;
  };
}

async function verified(token: string, key: Uint8Array | JWTVerifyGetKey, algorithms: string[]): Promise<JWTPayload | null> {
  try {
    const options = { algorithms, requiredClaims: ['sub', 'exp'] };
    // jose has one signature for keys and one for functions that find them.
    const { payload } = key instanceof Uint8Array ? await jwtVerify(token, key, options) : await jwtVerify(token, key, options);
    return payload;
  } catch (error) {
    // A token that does not hold is nobody's; that the keys could not be fetched is our own trouble.
    if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) return null;
    throw error;
  }
}

function sessionOf({ sub, exp, ...claims }: JWTPayload): Session | null {
  const named = Array.isArray(claims.clinic) ? claims.clinic : [claims.clinic];
  const clinics = named.filter((one): one is ClinicSlug => typeof one === 'string' && isClinicSlug(one));
  const held = Array.isArray(claims.roles) ? claims.roles : [];
  const known = roles.filter((one): one is Role => held.includes(one));
  if (!sub || exp === undefined || clinics.length === 0 || known.length === 0) return null;
  return { viewer: { subject: `staff:${sub}`, clinics, roles: known }, expiresAt: exp * 1_000 };
}

/** The token of `Authorization: Bearer <token>`; null where there is none. */
export const bearerToken = (header: unknown): string | null =>
  (typeof header === 'string' ? /^Bearer\s+(\S+)$/i.exec(header)?.[1] : undefined) ?? null;

/** The token of a WebSocket's `connectionParams`: `authorization` as a header would have it, in any case, or `token`. */
export function connectionToken(params: Readonly<Record<string, unknown>> | undefined): string | null {
  for (const [name, value] of Object.entries(params ?? {})) {
    if (name.toLowerCase() === 'authorization') return bearerToken(value);
    if (name === 'token' && typeof value === 'string') return value;
  }
  return null;
}
