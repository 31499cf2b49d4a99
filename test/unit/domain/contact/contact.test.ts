import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ContactReport,
  type ContactState,
  consentsOf,
  evolveContact,
  learnContact,
  unknownContact,
} from '../../../../src/domain/contact/contact.ts';
import type { ContactEvent } from '../../../../src/domain/contact/events.ts';
import type { NameSource } from '../../../../src/domain/contact/nameSource.ts';
import { erased, type Personal } from '../../../../src/domain/event.ts';
import type { ContactId, IdentifierHash, Instant } from '../../../../src/domain/ids.ts';
import { mayContact, noConsents } from '../../../../src/domain/messaging/consent.ts';
import { decider } from '../../../support/given.ts';

const { given } = decider<ContactState, ContactEvent>({ initial: unknownContact, evolve: evolveContact });

const keisha = '00000000-0000-4000-8000-000000000001' as ContactId;
const other = '00000000-0000-4000-8000-000000000002' as ContactId;
const at = (minute: number): Instant => `2026-10-05T18:${String(minute).padStart(2, '0')}:00.000Z` as Instant;
const phone = { kind: 'PHONE', hash: 'hash-of-phone' as IdentifierHash, value: '+18765550142' } as const;

const email = { kind: 'EMAIL', hash: 'hash-of-email' as IdentifierHash, value: 'the.browns@example.com' } as const;

const report = (change: Partial<ContactReport> = {}): ContactReport => ({
  contact: keisha,
  name: 'Keisha Brown',
  at: at(1),
  channel: 'WHATSAPP',
  namedBy: 'FORM',
  identifiers: [phone],
  contested: [],
  ...change,
});

const created = (name: Personal<string | null>, minute = 1, namedBy: NameSource = 'FORM'): ContactEvent => ({
  type: 'ContactCreated',
  data: { contact: keisha, name, namedAt: at(minute), namedBy, channel: 'WHATSAPP' },
});
const added: ContactEvent = { type: 'IdentifierAdded', data: { ...phone, at: at(1) } };

describe('learning about a contact', () => {
  test('creates one whom only a claim knows, with her identifiers', () => {
    given()
      .when((state) => learnContact(report(), state))
      .yields(created('Keisha Brown'), added);
  });

  test('stays quiet when everything is known', () => {
    given(created('Keisha Brown'), added)
      .when((state) => learnContact(report(), state))
      .yieldsNothing();
  });

  test('adds an identifier that her events miss, as after a crash between claim and record', () => {
    given(created('Keisha Brown'))
      .when((state) => learnContact(report(), state))
      .yields(added);
  });

  test('takes the name of the later saying, in whatever order they arrive', () => {
    given(created('Kiesha Brown', 1), added)
      .when((state) => learnContact(report({ at: at(2) }), state))
      .yields({ type: 'ContactDetailsCorrected', data: { name: 'Keisha Brown', namedAt: at(2), namedBy: 'FORM' } });
    given(created('Keisha Brown', 2), added)
      .when((state) => learnContact(report({ name: 'Kiesha Brown', at: at(1) }), state))
      .yieldsNothing();
  });

  test('takes no name from a saying that found her by an e-mail alone, which a family may share', () => {
    given(created('Keisha Brown', 1), added)
      .when((state) => learnContact(report({ name: 'Kevaughn Brown', at: at(2), identifiers: [email] }), state))
      .yieldsTypes('IdentifierAdded');
    given(created('Kevaughn Brown', 2, 'SHARED_EMAIL'), { type: 'IdentifierAdded', data: { ...email, at: at(2) } })
      .when((state) => learnContact(report({ at: at(1), identifiers: [phone, email] }), state))
      .yields({ type: 'ContactDetailsCorrected', data: { name: 'Keisha Brown', namedAt: at(1), namedBy: 'FORM' } }, added);
  });

  test('takes the later name of two that came with an e-mail when that is all she is known by', () => {
    given(created('Kiesha Brown', 1, 'SHARED_EMAIL'), { type: 'IdentifierAdded', data: { ...email, at: at(1) } })
      .when((state) => learnContact(report({ at: at(2), identifiers: [email] }), state))
      .yields({ type: 'ContactDetailsCorrected', data: { name: 'Keisha Brown', namedAt: at(2), namedBy: 'SHARED_EMAIL' } });
  });

  test('keeps the full name of a booking from her profile on a channel, and takes it in place of one', () => {
    given(created('Keisha Brown', 1, 'FORM'), added)
      .when((state) => learnContact(report({ name: 'kb_876', namedBy: 'PROFILE', at: at(9) }), state))
      .yieldsNothing();
    given(created('kb_876', 9, 'PROFILE'), added)
      .when((state) => learnContact(report({ at: at(1) }), state))
      .yields({ type: 'ContactDetailsCorrected', data: { name: 'Keisha Brown', namedAt: at(1), namedBy: 'FORM' } });
  });

  test('takes a booking by her own link at its word, although the form asked for an e-mail alone', () => {
    given(created('kb_876', 1, 'PROFILE'), added)
      .when((state) => learnContact(report({ at: at(2), identifiers: [], isLinked: true }), state))
      .yields({ type: 'ContactDetailsCorrected', data: { name: 'Keisha Brown', namedAt: at(2), namedBy: 'FORM' } });
    const contested = [{ kind: 'EMAIL', hash: email.hash, owner: other }] as const;
    given(created('kb_876', 1, 'PROFILE'), added)
      .when((state) => learnContact(report({ at: at(2), identifiers: [], isLinked: true, contested }), state))
      .yieldsTypes('DuplicateSuspected');
  });

  test('keeps what staff corrected from both, and of an event that names no source knows only what she is known by', () => {
    given(created('Keisha Brown-Reid', 1, 'CORRECTION'), added)
      .when((state) => learnContact(report({ at: at(9) }), state))
      .yieldsNothing();
    const old: ContactEvent = { type: 'ContactCreated', data: { contact: keisha, name: 'Kb', namedAt: at(9), channel: 'WHATSAPP' } };
    given(old, added)
      .when((state) => learnContact(report({ at: at(1) }), state))
      .yieldsTypes('ContactDetailsCorrected');
  });

  test('comes to one name in whatever order her channel, her bookings and staff are heard', () => {
    const surest = ['CORRECTION', 'FORM', 'PROFILE'] as const;
    const sayings = fc.uniqueArray(
      fc.record({
        namedBy: fc.constantFrom(...surest),
        minute: fc.nat(9),
        name: fc.constantFrom('kb_876', 'Keisha', 'K. Brown', 'Keisha Brown'),
      }),
      { minLength: 1, maxLength: 4, selector: ({ name }) => name },
    );
    const heard = (said: readonly { namedBy: NameSource; minute: number; name: string }[]): ContactState =>
      said.reduce(
        (state, { minute, ...one }) => learnContact(report({ ...one, at: at(minute) }), state).reduce(evolveContact, state),
        unknownContact,
      );
    const inAnyOrder = sayings.chain((said) =>
      fc.record({ said: fc.constant(said), shuffled: fc.shuffledSubarray(said, { minLength: said.length }) }),
    );
    fc.assert(
      fc.property(inAnyOrder, ({ said, shuffled }) => {
        const source = surest.find((one) => said.some(({ namedBy }) => namedBy === one));
        const sure = said.filter(({ namedBy }) => namedBy === source);
        const last = Math.max(...sure.map(({ minute }) => minute));
        const [name] = sure.flatMap((one) => (one.minute === last ? one.name : [])).sort();
        expect(heard(shuffled)).toMatchObject({ name });
      }),
    );
  });

  test('fills in a name from an older saying when there was none', () => {
    given(created(null, 2), added)
      .when((state) => learnContact(report({ at: at(1) }), state))
      .yields({ type: 'ContactDetailsCorrected', data: { name: 'Keisha Brown', namedAt: at(1), namedBy: 'FORM' } });
  });

  test('suspects a duplicate once for an identifier that belongs to another', () => {
    const contested = [{ kind: 'EMAIL', hash: 'hash-of-mail' as IdentifierHash, owner: other }] as const;
    const suspected = given(created('Keisha Brown'), added).when((state) => learnContact(report({ contested }), state));
    suspected.yields({
      type: 'DuplicateSuspected',
      data: { other, kind: 'EMAIL', hash: 'hash-of-mail' as IdentifierHash, reason: 'identifierOfAnother' },
    });
    given(created('Keisha Brown'), added, ...suspected.events)
      .when((state) => learnContact(report({ contested }), state))
      .yieldsNothing();
  });

  test('does not give an erased name back', () => {
    given(created(erased), added)
      .when((state) => learnContact(report({ at: at(9) }), state))
      .yieldsNothing();
  });

  test('keeps a retired identifier in the history and adds it again when it comes back', () => {
    const retired: ContactEvent = { type: 'IdentifierRetired', data: { kind: 'PHONE', hash: phone.hash, at: at(3) } };
    const { state } = given(created('Keisha Brown'), added, retired);
    expect(state.status === 'known' && state.identifiers[0]?.retired).toBe(at(3));
    given(created('Keisha Brown'), added, retired)
      .when((before) => learnContact(report(), before))
      .yields(added);
  });

  test('keeps what she said about being written to, and nothing of somebody whom nobody knows', () => {
    const stop: ContactEvent = {
      type: 'ConsentWithdrawn',
      data: { channel: 'WHATSAPP', purpose: 'TRANSACTIONAL', wording: 'STOP', source: { by: 'patient', message: '4711' }, at: at(4) },
    };
    expect(mayContact(consentsOf(given(created('Keisha Brown'), stop).state), 'WHATSAPP', 'TRANSACTIONAL')).toBe(false);
    expect(consentsOf(given(stop).state)).toEqual(noConsents);
  });
});
