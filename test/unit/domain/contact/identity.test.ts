import { describe, expect, test } from 'vitest';
import type { ClaimState } from '../../../../src/domain/contact/claims.ts';
import { emailIdentifier, phoneIdentifier, phoneOfSyntheticEmail } from '../../../../src/domain/contact/identifier.ts';
import { type Evidence, resolveIdentity, staysWith } from '../../../../src/domain/contact/identity.ts';
import type { ContactId, IdentifierHash } from '../../../../src/domain/ids.ts';

const keisha = 'keisha' as ContactId;
const mother = 'mother' as ContactId;
const hash = (text: string): IdentifierHash => text as IdentifierHash;
const owned = (contact: ContactId): ClaimState => ({ status: 'claimed', contact });
const evidence = (kind: Evidence['kind'], claim: ClaimState = { status: 'free' }, name: string = kind): Evidence => ({
  kind,
  hash: hash(name),
  claim,
});
const noPhones = (): readonly IdentifierHash[] => [];

describe('who a person is', () => {
  test('is asked of channel ids first, then phone, then e-mail', () => {
    const all = [evidence('EMAIL', owned(mother)), evidence('PHONE', owned(keisha)), evidence('WHATSAPP', owned(mother))];
    expect(resolveIdentity(all, noPhones)).toEqual({ contact: mother, matchedBy: 'CHANNEL_ID' });
    expect(resolveIdentity(all.slice(0, 2), noPhones)).toEqual({ contact: keisha, matchedBy: 'PHONE' });
    expect(resolveIdentity(all.slice(0, 1), noPhones)).toEqual({ contact: mother, matchedBy: 'EMAIL' });
  });

  test('is new when nothing is owned', () => {
    expect(resolveIdentity([evidence('PHONE'), evidence('EMAIL')], noPhones)).toEqual({ contact: null, matchedBy: 'NEW' });
  });

  test('is not told by an e-mail whose owner has another phone: families share addresses', () => {
    const both = [evidence('PHONE', { status: 'free' }, 'phone of Kevaughn'), evidence('EMAIL', owned(keisha))];
    expect(resolveIdentity(both, () => [hash('phone of Keisha')])).toEqual({ contact: null, matchedBy: 'NEW' });
    expect(resolveIdentity(both, noPhones)).toEqual({ contact: keisha, matchedBy: 'EMAIL' });
    expect(resolveIdentity(both, () => [hash('phone of Kevaughn')])).toEqual({ contact: keisha, matchedBy: 'EMAIL' });
  });

  test('is not told by an identifier that is shared', () => {
    const clinicNumber = evidence('PHONE', { status: 'shared' });
    expect(resolveIdentity([clinicNumber], noPhones).contact).toBeNull();
    expect(resolveIdentity([clinicNumber, evidence('EMAIL', owned(keisha))], () => [hash('another')]).contact).toBe(keisha);
  });
});

describe('whose a booking stays', () => {
  const hers = { contact: keisha, keys: [hash('PHONE'), hash('EMAIL')] };
  const byAddressOnly = { contact: keisha, keys: [hash('EMAIL')] };
  const nobody = { contact: null, matchedBy: 'NEW' } as const;
  const newPhone = [evidence('PHONE', { status: 'free' }, 'another phone'), evidence('EMAIL', owned(keisha))];

  test('is not changed by an e-mail, nor by identifiers of nobody', () => {
    expect(staysWith(hers, { contact: mother, matchedBy: 'EMAIL' }, [evidence('EMAIL', owned(mother))], [hash('PHONE')])).toBe(true);
    expect(staysWith(hers, nobody, [evidence('EMAIL')], [hash('PHONE')])).toBe(true);
  });

  test('is not changed by another phone of the person who booked with hers', () => {
    expect(staysWith(hers, nobody, newPhone, [hash('PHONE')])).toBe(true);
  });

  test('is changed by a phone when it was hers by an e-mail alone and she has another', () => {
    expect(staysWith(byAddressOnly, nobody, newPhone, [hash('PHONE')])).toBe(false);
    expect(staysWith(byAddressOnly, nobody, newPhone, [])).toBe(true);
  });

  test('is changed by a phone or a channel that is somebody else’s', () => {
    expect(staysWith(hers, { contact: mother, matchedBy: 'PHONE' }, newPhone, [hash('PHONE')])).toBe(false);
    expect(staysWith(hers, { contact: mother, matchedBy: 'CHANNEL_ID' }, newPhone, [hash('PHONE')])).toBe(false);
  });
});

describe('identifiers in one spelling', () => {
  test.each(['+18765550142', '+1 (876) 555-0142', '876-555-0142', ' 18765550142', '8765550142'])('reads %j as E.164', (text) => {
    expect(phoneIdentifier(text, 'JM')).toEqual({ kind: 'PHONE', value: '+18765550142' });
  });

  test.each(['integrations:daily', 'Suite 4, 99 Example Plaza', '', '12', 'call me', null, 42])('reads no phone from %j', (text) => {
    expect(phoneIdentifier(text, 'JM')).toBeNull();
  });

  test('keeps 876 and 658 apart: twins of two area codes are two people', () => {
    expect(phoneIdentifier('876-555-0142', 'JM')).not.toEqual(phoneIdentifier('658-555-0142', 'JM'));
  });

  test('reads e-mail without regard to case, and never an invented one', () => {
    expect(emailIdentifier(' Keisha.Brown@Example.com')).toEqual({ kind: 'EMAIL', value: 'keisha.brown@example.com' });
    expect(emailIdentifier('18765550176@sms.cal.com')).toBeNull();
    expect(phoneOfSyntheticEmail('18765550176@sms.cal.com', 'JM')).toEqual({ kind: 'PHONE', value: '+18765550176' });
    expect(emailIdentifier('')).toBeNull();
    expect(emailIdentifier('no address')).toBeNull();
  });
});
