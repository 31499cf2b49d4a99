import { describe, expect, test } from 'vitest';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import { readFamily } from '../../../src/eventStore/commands/readFamily.ts';
import { calcomBody } from '../../support/calcomBody.ts';
import { createChatwootAccount, inboxes } from '../../support/chatwoot/account.ts';
import { everything } from '../../support/log.ts';
import { memoryClinic } from '../../support/memoryClinic.ts';

const phone = '+18765550101';

/** She asks on the website, books by phone, and then writes on WhatsApp, where Chatwoot knows her as the one from the website. */
async function play(booked: string) {
  const home = memoryClinic();
  let body = '';
  const account = createChatwootAccount({ now: () => new Date('2026-10-05T18:03:22.481Z') });
  account.onWebhook = (one) => {
    body = one;
  };
  const visitor = account.addContact({ name: 'Marva Grant' });
  account.addMessage(account.addConversation(visitor, { inbox: inboxes.widget }), { content: 'do you have Saturdays' });
  await home.deliver(body, 'CHATWOOT');
  await home.deliver(calcomBody({ name: booked, phone, email: 'marva.grant@example.com' }));
  account.changeContact(visitor, { phone });
  account.addMessage(account.addConversation(visitor, { inbox: inboxes.whatsapp }), { content: 'see you then' });
  await home.deliver(body, 'CHATWOOT');
  const events = (await everything(home.log)).map(({ event }) => event);
  const contacts = events.flatMap((event) => (event.type === 'ContactCreated' ? [event.data.contact] : []));
  return { home, contacts, types: events.map(({ type }) => type) };
}

describe('a lead of the website who books by phone before she writes on WhatsApp', () => {
  test('is one person when both go by one name', async () => {
    const { home, contacts, types } = await play('MARVA GRANT');
    expect(contacts).toHaveLength(2);
    expect(types.filter((type) => type === 'ContactsMerged')).toHaveLength(1);
    const [visitor] = contacts;
    if (!visitor) throw new Error('nobody came');
    expect(await readFamily(home.log, 'oshun' as ClinicSlug, visitor)).toEqual(contacts);
  });

  test('is two until staff say otherwise when the booking is in another name', async () => {
    const { contacts, types } = await play('Nia Grant');
    expect(contacts).toHaveLength(2);
    expect(types).not.toContain('ContactsMerged');
    expect(types).toContain('DuplicateSuspected');
  });
});
