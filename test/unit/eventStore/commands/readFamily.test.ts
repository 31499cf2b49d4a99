import { describe, expect, test } from 'vitest';
import type { ClinicSlug, ContactId, Instant } from '../../../../src/domain/ids.ts';
import { mayContact } from '../../../../src/domain/messaging/consent.ts';
import type { Cause, Log } from '../../../../src/eventStore/commandHandler.ts';
import { giveConsent } from '../../../../src/eventStore/commands/giveConsent.ts';
import { mergeContacts, splitContacts } from '../../../../src/eventStore/commands/mergeContacts.ts';
import { readConsents } from '../../../../src/eventStore/commands/readFamily.ts';
import { resolveContact } from '../../../../src/eventStore/commands/resolveContact.ts';
import { withdrawConsent } from '../../../../src/eventStore/commands/withdrawConsent.ts';
import { memoryLog } from '../../../support/log.ts';

const clinic = 'oshun' as ClinicSlug;
const at = (hour: number): Instant => `2026-10-05T${String(hour).padStart(2, '0')}:00:00.000Z` as Instant; // of that shape
const cause = (hour: number): Cause => ({
  id: `at ${hour}`,
  correlationId: 'x',
  actor: 'staff:renee',
  channel: null,
  occurredAt: at(hour),
});
const saying = (hour: number) =>
  ({ channel: 'WHATSAPP', purpose: 'MARKETING', wording: 'her words', source: { by: 'staff', staff: 'renee' }, at: at(hour) }) as const;

async function meet(log: Log, hour: number, value: string): Promise<ContactId> {
  const person = {
    name: 'Marva',
    namedBy: 'FORM',
    identifiers: [{ kind: 'PHONE', value }],
    at: at(hour),
    channel: 'DIRECT',
    known: null,
  } as const;
  return (await resolveContact(log, clinic, person, cause(hour))).contact;
}

describe('what a person said about being written to', () => {
  test('is read over all the contacts that she is, at once: the no of the one holds for the other until she says yes again', async () => {
    const log = memoryLog();
    const [one, other] = [await meet(log, 1, '+18765550101'), await meet(log, 2, '+18765550102')];
    const may = async (contact: ContactId) => mayContact(await readConsents(log, clinic, contact), 'WHATSAPP', 'MARKETING');
    await withdrawConsent(log, clinic, other, saying(3), cause(3));
    await giveConsent(log, clinic, one, saying(4), cause(4));
    expect([await may(one), await may(other)]).toEqual([true, false]);
    await mergeContacts(log, clinic, { from: other, into: one, reason: 'one passport', at: at(5) }, cause(5));
    expect([await may(one), await may(other)]).toEqual([false, false]);
    await giveConsent(log, clinic, one, saying(6), cause(6));
    expect([await may(one), await may(other)]).toEqual([true, true]);
    await splitContacts(log, clinic, { contact: other, from: one, reason: 'sisters', at: at(7) }, cause(7));
    expect([await may(one), await may(other)]).toEqual([true, false]);
  });
});
