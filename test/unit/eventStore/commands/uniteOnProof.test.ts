import { describe, expect, test } from 'vitest';
import type { Identifier } from '../../../../src/domain/contact/identifier.ts';
import type { ClinicSlug, ContactId, Instant } from '../../../../src/domain/ids.ts';
import type { MergeEvent } from '../../../../src/domain/merges/merges.ts';
import type { Cause, Log } from '../../../../src/eventStore/commandHandler.ts';
import { mergeContacts, splitContacts } from '../../../../src/eventStore/commands/mergeContacts.ts';
import { readFamily } from '../../../../src/eventStore/commands/readFamily.ts';
import { type Person, resolveContact } from '../../../../src/eventStore/commands/resolveContact.ts';
import { memoryEventStore } from '../../../../src/eventStore/memory.ts';
import { everything, Killed, killedAfter, memoryLog } from '../../../support/log.ts';

const clinic = 'oshun' as ClinicSlug;
const number = '+18765550101';
const id = (kind: Identifier['kind'], value: string): Identifier => ({ kind, value });
const chatwoot = id('CHATWOOT', '7/14');
const account = id('WHATSAPP', number);
const phone = id('PHONE', number);

let told = 0;
const minute = (): Instant => `2026-10-05T18:${String(told++ % 60).padStart(2, '0')}:00.000Z` as Instant; // of that shape
const causeAt = (at: Instant, name: string): Cause => ({ id: name, correlationId: name, actor: 'chatwoot', channel: null, occurredAt: at });

async function tell(log: Log, name: string | null, identifiers: readonly Identifier[], delivery = `delivery ${told}`): Promise<ContactId> {
  const at = minute();
  const person: Person = { name, namedBy: 'PROFILE', identifiers, at, channel: 'WHATSAPP', known: null };
  const { contact } = await resolveContact(log, clinic, person, causeAt(at, delivery));
  return contact;
}

/** She wrote on the website, and booked by her number; then Chatwoot shows her website self on WhatsApp, under that number. */
async function meet(log: Log, { wrote = 'Márva  Grant', booked = 'marva grant' }: { wrote?: string; booked?: string | null } = {}) {
  const visitor = await tell(log, wrote, [id('WIDGET', 'w-1'), chatwoot]);
  const booker = await tell(log, booked, [phone, id('EMAIL', 'marva.grant@example.com')]);
  expect(visitor).not.toBe(booker);
  return { visitor, booker };
}

async function mergesIn(log: Log): Promise<readonly MergeEvent[]> {
  const events = await everything(log);
  return events.flatMap(({ event }) => (event.type === 'ContactsMerged' || event.type === 'ContactsSplit' ? [event] : []));
}

const suspicionsIn = async (log: Log): Promise<number> =>
  (await everything(log)).filter(({ event }) => event.type === 'DuplicateSuspected').length;

describe('two contacts', () => {
  test('are one person when WhatsApp gives the one the only number of the other, and both go by one name', async () => {
    const log = memoryLog();
    const { visitor, booker } = await meet(log);
    expect(await tell(log, 'Marva Grant', [account, chatwoot, phone])).toBe(visitor);
    const evidence = [
      { kind: 'WHATSAPP', hash: expect.any(String) },
      { kind: 'PHONE', hash: expect.any(String) },
    ];
    const data = { from: booker, into: visitor, rule: 'WHATSAPP_NUMBER', evidence, reason: null, at: expect.any(String) };
    expect(await mergesIn(log)).toEqual([{ type: 'ContactsMerged', data }]);
    expect(await suspicionsIn(log)).toBe(1);
    // What comes next for either is hers, and nothing is said twice.
    await tell(log, 'Marva Grant', [account, chatwoot, phone]);
    expect(await tell(log, 'Marva Grant', [phone])).toBe(booker);
    expect(await mergesIn(log)).toHaveLength(1);
    expect(await readFamily(log, clinic, booker)).toEqual([visitor, booker]);
  });

  test.each([
    ['go by two names: the number was passed on, or is a family’s', { booked: 'Nia Grant' }, [account, chatwoot, phone]],
    ['are suspected only where one has no name', { booked: null }, [account, chatwoot, phone]],
    ['are suspected only where the number stands beside a business-scoped id', {}, [id('WHATSAPP', 'JM.13491208'), chatwoot, phone]],
    ['are suspected only where the message came by another channel', {}, [id('INSTAGRAM', '17841'), chatwoot, phone]],
  ] as const)('%s', async (_name, names, identifiers) => {
    const log = memoryLog();
    await meet(log, names);
    await tell(log, null, identifiers);
    expect(await mergesIn(log)).toEqual([]);
    expect(await suspicionsIn(log)).toBe(1);
  });

  test.each([
    ['another number too', id('PHONE', '+18765550102')],
    ['a WhatsApp account of her own', id('WHATSAPP', 'JM.777')],
  ])('are suspected only where the owner of the number has %s', async (_name, more) => {
    const log = memoryLog();
    await meet(log);
    // A booking names her by the number; the rest joins her.
    await tell(log, 'Marva Grant', more.kind === 'PHONE' ? [id('EMAIL', 'marva.grant@example.com'), phone, more] : [phone, more]);
    await tell(log, 'Marva Grant', [account, chatwoot, phone]);
    expect(await mergesIn(log)).toEqual([]);
    expect(await suspicionsIn(log)).toBe(1);
  });

  test('whom staff split stay two, whatever comes', async () => {
    const log = memoryLog();
    const { visitor, booker } = await meet(log);
    const at = minute();
    await mergeContacts(log, clinic, { from: visitor, into: booker, reason: 'one name', at }, causeAt(at, 'merge'));
    await splitContacts(log, clinic, { contact: visitor, from: booker, reason: 'cousins', at }, causeAt(at, 'split'));
    await tell(log, 'Marva Grant', [account, chatwoot, phone]);
    expect((await mergesIn(log)).map(({ type }) => type)).toEqual(['ContactsMerged', 'ContactsSplit']);
    expect(await readFamily(log, clinic, booker)).toEqual([booker]);
  });

  test('are merged once when the process dies at any append of it, and the delivery comes again', async () => {
    const whole = memoryLog();
    await meet(whole);
    const before = (await everything(whole)).length;
    await tell(whole, 'Marva Grant', [account, chatwoot, phone], 'the delivery');
    const events = (await everything(whole)).slice(before);
    const types = events.map(({ event }) => event.type);
    expect(types).toContain('ContactsMerged');
    // One append a stream.
    for (let appends = 0; appends < new Set(events.map(({ stream }) => stream)).size; appends++) {
      const store = memoryEventStore();
      const log = memoryLog({ store });
      await meet(log);
      const dying = { ...log, store: killedAfter(store, appends) };
      await expect(tell(dying, 'Marva Grant', [account, chatwoot, phone], 'the delivery')).rejects.toThrow(Killed);
      await tell(log, 'Marva Grant', [account, chatwoot, phone], 'the delivery');
      expect((await everything(log)).slice(before).map(({ event }) => event.type)).toEqual(types);
    }
  });
});
