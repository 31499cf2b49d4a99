import { describe, expect, test } from 'vitest';
import { claimUid, evolveCalUid, iCalKey, joinUid, listSeat, uidKey, unclaimedUid } from '../../../../src/domain/booking/calUid.ts';
import type { BookingId } from '../../../../src/domain/ids.ts';
import { decider } from '../../../support/given.ts';

const { given } = decider({ initial: unclaimedUid, evolve: evolveCalUid });
// Of the shape that ids have.
const one = '00000000-0000-4000-8000-000000000001' as BookingId;
const two = '00000000-0000-4000-8000-000000000002' as BookingId;
const key = uidKey('uid', null);
const claimed = { type: 'BookingUidClaimed', data: { booking: one, uid: 'uid', seat: null } } as const;

describe('a Cal.com uid', () => {
  test('is the booking’s that claims it first', () => {
    given()
      .when((state) => claimUid(one, key, state))
      .yields(claimed);
    given(claimed)
      .when((state) => claimUid(two, key, state))
      .yieldsNothing();
  });

  test('goes over to the booking that its owner went into, and only from its owner', () => {
    const joined = { type: 'BookingsJoined', data: { from: one, into: two, uid: 'uid', seat: null } } as const;
    given(claimed)
      .when((state) => joinUid(one, two, key, state))
      .yields(joined);
    given(claimed)
      .when((state) => joinUid(two, one, key, state))
      .yieldsNothing();
    given(claimed, joined)
      .when((state) => joinUid(one, two, key, state))
      .yieldsNothing();
  });

  test('lists each of its seats once', () => {
    const listed = { type: 'BookingSeatListed', data: { booking: one, uid: 'uid', seat: 'a' } } as const;
    given()
      .when((state) => listSeat(one, 'uid', 'a', state))
      .yields(listed);
    given(listed)
      .when((state) => listSeat(one, 'uid', 'a', state))
      .yieldsNothing();
    given(listed)
      .when((state) => listSeat(two, 'uid', 'b', state))
      .yieldsTypes('BookingSeatListed');
  });

  test('is named with its seat where it has one, and apart from an iCalUID of the same text', () => {
    expect([uidKey('x', null), uidKey('x', 's'), iCalKey('x', null), iCalKey('x', 's')].map((name) => name.key)).toEqual([
      'x',
      'x.s',
      'ical:x',
      'ical:x.s',
    ]);
  });
});
