import { describe, test } from 'vitest';
import { type ClaimEvent, type ClaimState, claim, evolveClaim, freeIdentifier, share } from '../../../../src/domain/contact/claims.ts';
import type { ContactId } from '../../../../src/domain/ids.ts';
import { decider } from '../../../support/given.ts';

const { given } = decider<ClaimState, ClaimEvent>({ initial: freeIdentifier, evolve: evolveClaim });
const keisha = '00000000-0000-4000-8000-000000000001' as ContactId;
const other = '00000000-0000-4000-8000-000000000002' as ContactId;
const claimed: ClaimEvent = { type: 'IdentifierClaimed', data: { contact: keisha, kind: 'PHONE' } };

describe('an identifier', () => {
  test('is claimed by the first who asks', () => {
    given()
      .when((state) => claim(keisha, 'PHONE', state))
      .yields(claimed);
  });

  test('stays with its owner', () => {
    given(claimed)
      .when((state) => claim(other, 'PHONE', state))
      .yieldsNothing();
  });

  test('that is shared belongs to nobody, also when somebody had it', () => {
    const shared = given(claimed).when((state) => share('PHONE', 'the clinic itself', state));
    shared.yieldsTypes('IdentifierShared');
    given(claimed, ...shared.events)
      .when((state) => claim(other, 'PHONE', state))
      .yieldsNothing();
  });

  test('that was released may be claimed again', () => {
    given(claimed, { type: 'IdentifierReleased', data: { reason: 'retired' } })
      .when((state) => claim(other, 'PHONE', state))
      .yieldsTypes('IdentifierClaimed');
  });
});
