import { describe, expect, test } from 'vitest';
import type { BookingReport } from '../../../../src/domain/booking/report.ts';
import type { Identifier } from '../../../../src/domain/contact/identifier.ts';
import type { Instant } from '../../../../src/domain/ids.ts';
import type { Log } from '../../../../src/eventStore/commandHandler.ts';
import { recordBooking } from '../../../../src/eventStore/commands/recordBooking.ts';
import { recordConversation } from '../../../../src/eventStore/commands/recordConversation.ts';
import { shown } from '../../../../src/projections/bookings/change.ts';
import { bookings } from '../../../../src/projections/bookings/model.ts';
import { contacts, shownIdentifier, shownName } from '../../../../src/projections/contacts/model.ts';
import { foldRows } from '../../../../src/projections/foldBatch.ts';
import { causeAt, chatwoot, conversationOf, type Lead, leads, oshun, share, writeIn } from '../../../support/bookingLinks.ts';
import { at, inbound } from '../../../support/conversationReports.ts';
import { everything, memoryLog } from '../../../support/log.ts';
import { bookingReport } from '../../../support/reports.ts';

const hers: Identifier = { kind: 'PHONE', value: '+18765550142' };
const another: Identifier = { kind: 'PHONE', value: '+18765550177' };
const email: Identifier = { kind: 'EMAIL', value: 'keisha.brown@example.com' };

interface Booked {
  readonly token?: string;
  readonly identifiers?: readonly Identifier[];
  readonly name?: string;
  readonly usedAt?: Instant;
  readonly details?: Partial<BookingReport['details']>;
}

async function book(log: Log, { token, identifiers = [hers, email], name = 'Keisha Brown', usedAt = at('18:22'), details }: Booked) {
  const report = bookingReport({
    booker: { name, identifiers },
    journey: token === undefined ? null : { token, usedAt },
    details: { channel: null, ...details },
  });
  const id = `book ${details?.uid ?? ''} ${identifiers.map(({ value }) => value).join(' ')} ${token ?? ''}`;
  await recordBooking(log, oshun, report, { ...causeAt(id, usedAt), actor: 'cal.com' });
}

/** What the log comes to. */
async function seen(log: Log) {
  const events = await everything(log);
  const people = foldRows(contacts, events).map(({ key, row }) => ({
    id: key.key[0],
    name: shownName(row),
    phone: shownIdentifier(row, 'PHONE'),
    email: shownIdentifier(row, 'EMAIL'),
  }));
  const appointments = foldRows(bookings, events).flatMap(({ row }) => shown(row) ?? []);
  const suspicions = events.flatMap(({ event, metadata }) =>
    event.type === 'DuplicateSuspected' ? [{ of: metadata.subject, other: event.data.other, reason: event.data.reason }] : [],
  );
  return { people, appointments, suspicions, by: (name: string) => people.find((one) => one.name === name)?.id };
}

async function linked(lead: Lead): Promise<{ log: Log; token: string }> {
  const log = memoryLog();
  await writeIn(log, lead);
  return { log, ...(await share(log, lead)) };
}

describe('a booking by a link', () => {
  test.each(['WHATSAPP', 'INSTAGRAM', 'WEB_WIDGET'] as const)(
    'belongs to the contact and the conversation to whom it was sent on %s',
    async (lead) => {
      const { log, token } = await linked(lead);
      await book(log, { token });
      const { people, appointments, suspicions } = await seen(log);
      expect(people).toEqual([
        { id: appointments[0]?.contact, name: 'Keisha Brown', phone: '+18765550142', email: 'keisha.brown@example.com' },
      ]);
      expect(appointments).toMatchObject([{ channel: lead, matchedBy: 'TOKEN', conversation: conversationOf(lead), status: 'SCHEDULED' }]);
      expect(suspicions).toEqual([]);
    },
  );

  test('gives her the name that she booked by, which her Instagram handle does not take back', async () => {
    const { log, token } = await linked('INSTAGRAM');
    await book(log, { token, identifiers: [email] });
    const { person } = leads.INSTAGRAM;
    const later = { ...leads.INSTAGRAM, at: at('19:30'), person: { ...person, at: at('19:30'), namedAt: at('19:30') } };
    const settings = { ...chatwoot, timeZone: 'America/Jamaica', pause: 7_200_000 };
    await recordConversation(log, oshun, { ...later, messages: [inbound('m-2')] }, settings, causeAt('wrote again', at('19:30')));
    expect((await seen(log)).people).toMatchObject([{ name: 'Keisha Brown' }]);
  });

  test('without an address of hers belongs to her all the same', async () => {
    const { log, token } = await linked('INSTAGRAM');
    await book(log, { token, identifiers: [] });
    const { people, appointments } = await seen(log);
    expect(people).toHaveLength(1);
    expect(appointments).toMatchObject([{ channel: 'INSTAGRAM', matchedBy: 'TOKEN' }]);
  });

  test('takes its channel from the token, whatever the unsigned metadata say', async () => {
    const { log, token } = await linked('INSTAGRAM');
    await book(log, { token, details: { channel: 'EMAIL' } });
    expect((await seen(log)).appointments).toMatchObject([{ channel: 'INSTAGRAM' }]);
  });

  test('takes its procedure from the token where nothing else names one', async () => {
    const { log, token } = await linked('INSTAGRAM');
    await book(log, { token, details: { procedure: null } });
    await book(log, { token, details: { uid: 'uid-two', iCalUid: null, procedure: 'dermal-filler' } });
    expect((await seen(log)).appointments.map(({ procedure }) => procedure)).toEqual(['botox', 'dermal-filler']);
  });

  test('stays hers when the body that carries the link comes after one that does not', async () => {
    const { log, token } = await linked('WHATSAPP');
    await book(log, { details: { at: at('18:30') } });
    await book(log, { token });
    const { people, appointments, suspicions } = await seen(log);
    expect(people).toHaveLength(1);
    expect(appointments).toMatchObject([{ channel: 'WHATSAPP', matchedBy: 'TOKEN', conversation: conversationOf('WHATSAPP') }]);
    expect(suspicions).toEqual([]);
  });

  test('keeps link, channel and conversation through a reschedule that carries none', async () => {
    const { log, token } = await linked('INSTAGRAM');
    await book(log, { token });
    await book(log, { details: { uid: 'uid-two', previousUid: 'uid-one', at: at('19:00'), iCalSequence: 1 } });
    expect((await seen(log)).appointments).toMatchObject([
      { uids: ['uid-one', 'uid-two'], version: 2, channel: 'INSTAGRAM', conversation: conversationOf('INSTAGRAM'), matchedBy: 'TOKEN' },
    ]);
  });
});

describe('a link that somebody else used', () => {
  test('links the booking, merges nobody, and has staff told: her phone is known, and the one at hand is new', async () => {
    const { log, token } = await linked('WHATSAPP');
    await book(log, { token, name: 'Andre Morgan', identifiers: [another] });
    const { people, appointments, suspicions, by } = await seen(log);
    expect(people).toMatchObject([
      { name: 'Keisha Brown', phone: '+18765550142', email: null },
      { name: 'Andre Morgan', phone: '+18765550177' },
    ]);
    expect(appointments).toMatchObject([{ contact: by('Keisha Brown'), matchedBy: 'TOKEN', conversation: conversationOf('WHATSAPP') }]);
    expect(suspicions).toEqual([{ of: by('Keisha Brown'), other: by('Andre Morgan'), reason: 'linkUsedByAnother' }]);
  });

  test('links the booking, merges nobody, and has staff told: the phone is another contact’s', async () => {
    const { log, token } = await linked('INSTAGRAM');
    await book(log, { name: 'Andre Morgan', identifiers: [another], details: { uid: 'uid-before', iCalUid: null } });
    await book(log, { token, name: 'Andre Morgan', identifiers: [another, email] });
    const { people, appointments, suspicions, by } = await seen(log);
    expect(people).toMatchObject([
      { name: 'keisha.b', phone: null, email: null },
      { name: 'Andre Morgan', phone: '+18765550177', email: 'keisha.brown@example.com' },
    ]);
    expect(appointments).toMatchObject([
      { contact: by('Andre Morgan'), matchedBy: 'NEW', conversation: null },
      { contact: by('keisha.b'), matchedBy: 'TOKEN', conversation: conversationOf('INSTAGRAM'), channel: 'INSTAGRAM' },
    ]);
    expect(suspicions).toEqual([{ of: by('keisha.b'), other: by('Andre Morgan'), reason: 'linkUsedByAnother' }]);
  });

  test('is told to staff once, however often the booking is told', async () => {
    const { log, token } = await linked('WHATSAPP');
    await book(log, { token, identifiers: [another] });
    await book(log, { token, identifiers: [another], details: { at: at('18:40') } });
    await book(log, { token, identifiers: [another, email] });
    expect((await seen(log)).suspicions).toHaveLength(1);
  });

  test('leaves an e-mail with whom it belongs to, and takes the new phone for hers', async () => {
    const { log, token } = await linked('INSTAGRAM');
    await book(log, { name: 'Marva Brown', identifiers: [email], details: { uid: 'uid-before', iCalUid: null } });
    await book(log, { token, identifiers: [hers, email] });
    const { people, suspicions, by } = await seen(log);
    expect(people).toMatchObject([
      { name: 'Keisha Brown', phone: '+18765550142', email: null },
      { name: 'Marva Brown', phone: null, email: 'keisha.brown@example.com' },
    ]);
    expect(suspicions).toEqual([{ of: by('Keisha Brown'), other: by('Marva Brown'), reason: 'identifierOfAnother' }]);
  });
});

describe('a token that proves nothing', () => {
  test.each([
    ['was tampered with', (token: string) => `${token.slice(0, -2)}__`, at('18:22')],
    ['is another clinic’s', (token: string) => token.replace('oshun', 'nile'), at('18:22')],
    ['expired more than a day before it was booked with', (token: string) => token, '2026-11-06T18:22:00.000Z' as Instant],
  ])('is one that %s: her phone is what finds her', async (_why, change, usedAt) => {
    const { log, token } = await linked('WHATSAPP');
    await book(log, { token: change(token), usedAt, details: { channel: 'EMAIL' } });
    expect((await seen(log)).appointments).toMatchObject([{ matchedBy: 'PHONE', channel: 'EMAIL', conversation: null }]);
  });

  test('is not one whose page was opened in time and filled in a few hours late', async () => {
    const { log, token } = await linked('WHATSAPP');
    await book(log, { token, usedAt: '2026-11-05T10:00:00.000Z' as Instant });
    expect((await seen(log)).appointments).toMatchObject([{ matchedBy: 'TOKEN' }]);
  });
});
