import { SignJWT } from 'jose';
import { milliseconds } from '../domain/duration.ts';
import { isClinicSlug } from '../domain/ids.ts';
import { type Role, roles } from '../domain/viewer.ts';
import { CliError } from './output.ts';

export interface TokenOptions {
  readonly secret: string | undefined;
  readonly subject: string;
  readonly clinics: readonly string[];
  readonly roles: readonly string[];
  /** ISO 8601 duration. */
  readonly expires: string;
  readonly now: Date;
}

export interface IssuedToken {
  readonly token: string;
  /** ISO 8601 instant. */
  readonly expiresAt: string;
}

/** Signs a JWT for development with the secret that the server checks. Fails with {@link CliError} naming what is wrong. */
export async function issueToken({ secret, subject, clinics, roles: held, expires, now }: TokenOptions): Promise<IssuedToken> {
  if (!secret) throw new CliError('AUTH_JWT_SECRET is not set: a token signed with nothing would open nothing');
  const wrongClinic = clinics.find((one) => !isClinicSlug(one));
  if (wrongClinic !== undefined) throw new CliError(`--clinic: ${JSON.stringify(wrongClinic)} is not a clinic's slug`);
  const wrongRole = held.find((one) => !roles.includes(one as Role));
  if (wrongRole !== undefined) throw new CliError(`--role: ${JSON.stringify(wrongRole)} is none of ${roles.join(', ')}`);
  const age = milliseconds(expires);
  if (age === null || age <= 0) throw new CliError(`--expires: ${JSON.stringify(expires)} is not an ISO 8601 duration such as PT8H`);
  const expiresAt = Math.floor((now.getTime() + age) / 1_000);
  const token = await new SignJWT({ clinic: clinics.length === 1 ? clinics[0] : clinics, roles: held })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(subject)
    .setIssuedAt(now)
    .setExpirationTime(expiresAt)
    .sign(new TextEncoder().encode(secret));
  return { token, expiresAt: new Date(expiresAt * 1_000).toISOString() };
}
