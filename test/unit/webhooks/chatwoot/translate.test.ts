import { describe, expect, test } from 'vitest';
import type { InboundReport, MessageReport, OutboundReport } from '../../../../src/domain/conversation/report.ts';
import { stampAttribute } from '../../../../src/domain/conversation/stamp.ts';
import { instantOf } from '../../../../src/domain/ids.ts';
import { type ChatwootTranslation, translateChatwoot } from '../../../../src/webhooks/chatwoot/translate.ts';
import { inboxClinic } from '../../../../src/webhooks/inbox/clinic.ts';
import { createChatwootAccount, inboxes, type NewConversation } from '../../../support/chatwoot/account.ts';
import type { NewMessage } from '../../../support/chatwoot/model.ts';
import { fixtureSettings } from '../../../support/memoryClinic.ts';

const now = new Date('2026-10-05T18:03:22.481Z');
const clinic = inboxClinic(fixtureSettings);
const read = (body: string): ChatwootTranslation => translateChatwoot(body, clinic, instantOf(now));

/** A made-up account, and the last body that its webhooks sent. */
function chatwoot(id = 7) {
  const account = createChatwootAccount({ id, now: () => now });
  let body = '';
  account.onWebhook = (one) => {
    body = one;
  };
  const keisha = account.addContact({ phone: '+18765550142' });
  return { account, keisha, last: () => body };
}

type Conversation = Extract<ChatwootTranslation, { kind: 'conversation' }>['report'];

/** What the body of a new message is read as. */
function reportOf(
  of: NewMessage,
  where: NewConversation = {},
  change: (body: Record<string, unknown>) => object = (body) => body,
): Conversation {
  const { account, keisha, last } = chatwoot();
  account.addMessage(account.addConversation(keisha, where), of);
  const translation = read(JSON.stringify(change(JSON.parse(last()))));
  if (translation.kind !== 'conversation') throw new Error(`it was read as ${translation.kind}`);
  return translation.report;
}

const only = <Report extends MessageReport>(report: Conversation): Report => {
  expect(report.messages).toHaveLength(1);
  return report.messages[0] as Report; // the tests say which direction they ask for
};
const inbound = (of: NewMessage): InboundReport => only<InboundReport>(reportOf(of));
const outbound = (of: NewMessage): OutboundReport => only<OutboundReport>(reportOf({ type: 'outgoing', ...of }));

describe('a message of hers', () => {
  test('is read with its time to the millisecond, and by Chatwoot’s own number', () => {
    expect(inbound({ content: 'How much is Botox?' })).toMatchObject({
      direction: 'INBOUND',
      text: 'How much is Botox?',
      at: '2026-10-05T18:03:22.481Z',
      automatic: false,
      externalId: expect.stringMatching(/^\d+$/),
    });
  });

  test('that is a voice note has its sound and, once Chatwoot wrote it down, its words', () => {
    const audio = { file_type: 'audio', data_url: 'https://chat.example.com/note.ogg' };
    expect(inbound({ attachments: [audio] })).toMatchObject({
      text: null,
      transcript: null,
      attachments: [{ kind: 'audio', url: audio.data_url }],
    });
    expect(inbound({ attachments: [{ ...audio, transcribed_text: 'can I come on Friday' }] })).toMatchObject({
      transcript: 'can I come on Friday',
    });
  });

  test.each([
    [
      'a story mention',
      { file_type: 'story_mention', data_url: 'https://cdn.example.com/story' },
      { kind: 'story_mention', url: 'https://cdn.example.com/story' },
    ],
    ['a place', { file_type: 'location', coordinates_lat: 18.01, coordinates_long: -76.79 }, { kind: 'location', url: 'geo:18.01,-76.79' }],
    ['a contact card', { file_type: 'contact', data_url: null }, { kind: 'contact', url: null }],
    ['of no kind', { data_url: 'https://chat.example.com/x' }, { kind: 'file', url: 'https://chat.example.com/x' }],
  ])('keeps an attachment: %s', (_name, attachment, expected) => {
    expect(inbound({ attachments: [attachment] }).attachments).toEqual([expected]);
  });

  test('that taps a button says which message it answers', () => {
    expect(inbound({ content: 'Confirm', contentAttributes: { in_reply_to: 88_002 } })).toMatchObject({ inReplyTo: '88002' });
    expect(inbound({ content: 'Confirm', contentAttributes: { in_reply_to: null } })).toMatchObject({ inReplyTo: null });
  });

  test('by e-mail is what she wrote, without what she quotes; an out-of-office answer is a machine’s', () => {
    const email = { text_content: { full: 'Yes\n> Shall we?', reply: 'Yes', quoted: '> Shall we?' } };
    expect(inbound({ content: 'Yes\n> Shall we?', contentAttributes: { email } })).toMatchObject({ text: 'Yes', automatic: false });
    expect(inbound({ content: 'Away', contentAttributes: { email: { ...email, auto_reply: true } } })).toMatchObject({ automatic: true });
  });

  test('that was put there by an agent or a bot in her name is no word of hers', () => {
    expect(inbound({ content: 'x', sender: { type: 'user', id: 12, name: 'Renee' } })).toMatchObject({ automatic: true });
    expect(inbound({ content: 'x', sender: { type: 'agent_bot', id: 3, name: 'Concierge' } })).toMatchObject({ automatic: true });
  });
});

describe('a message to her', () => {
  test.each([
    ['STAFF', { sender: { type: 'user', id: 12, name: 'Renee' } }],
    ['STAFF', { sender: null, contentAttributes: { external_echo: true } }],
    ['KAREN', { sender: { type: 'agent_bot', id: 3, name: 'Concierge' } }],
    ['SYSTEM', { sender: null }],
    ['SYSTEM', { type: 'template', sender: null, contentType: 'input_email' }],
  ] as const)('is by %s: %j', (author, of) => {
    expect(outbound(of)).toMatchObject({ author });
  });

  test('with our stamp is ours, whatever token sent it', () => {
    const stamp = '00000000-0000-4000-8000-00000000e001';
    const of = { sender: { type: 'user', id: 12, name: 'Renee' }, contentAttributes: { [stampAttribute]: stamp } } as const;
    expect(outbound(of)).toMatchObject({ author: 'KAREN', stamp, staff: null });
    expect(outbound({ ...of, contentAttributes: { [stampAttribute]: 'not an id' } })).toMatchObject({
      author: 'STAFF',
      stamp: null,
      staff: '12',
    });
  });

  test('that is a note among staff is not one', () => {
    expect(reportOf({ type: 'outgoing', isPrivate: true, sender: { type: 'user', id: 12, name: 'Renee' } }).messages).toEqual([]);
  });

  test('has the status that its repetition in the conversation tells', () => {
    const { account, keisha, last } = chatwoot();
    const message = account.addMessage(account.addConversation(keisha), { type: 'outgoing', sender: null });
    for (const [status, outcome] of [
      ['delivered', 'DELIVERED'],
      ['read', 'READ'],
      ['failed', 'FAILED'],
    ] as const) {
      account.changeMessage(message, { status });
      expect(read(last())).toMatchObject({ report: { messages: [{ outcome }] } });
    }
  });

  test('that failed says so by its error alone', () => {
    const { account, keisha, last } = chatwoot();
    const message = account.addMessage(account.addConversation(keisha), { type: 'outgoing', sender: null });
    account.changeMessage(message, { contentAttributes: { external_error: '131026' } });
    expect(read(last())).toMatchObject({ report: { messages: [{ outcome: 'FAILED', failure: '131026' }] } });
  });
});

describe('a message that was taken back', () => {
  test('is told as such', () => {
    const { account, keisha, last } = chatwoot();
    const message = account.addMessage(account.addConversation(keisha), { content: 'secret' });
    account.deleteMessage(message);
    expect(read(last())).toMatchObject({ report: { messages: [{ deletedAt: '2026-10-05T18:03:22.481Z' }] } });
  });
});

describe('the message that a conversation repeats', () => {
  test('is known from a body about something else, so that a lost delivery is not a lost message', () => {
    const { account, keisha, last } = chatwoot();
    const conversation = account.addConversation(keisha);
    account.addMessage(conversation, { content: 'How much is Botox?' });
    account.setLabels(conversation, ['botox']);
    expect(read(last())).toMatchObject({
      trigger: 'conversation_updated',
      report: { messages: [{ text: 'How much is Botox?', direction: 'INBOUND', at: '2026-10-05T18:03:22.481Z' }] },
    });
  });
});

describe('the person', () => {
  const identifiers = (where: NewConversation, change?: (body: Record<string, unknown>) => object): readonly string[] =>
    reportOf({ content: 'Hi' }, where, change).person.identifiers.map(({ kind, value }) => `${kind} ${value}`);
  const withoutPhone = (body: Record<string, unknown>): object => {
    const { conversation } = body as { conversation: { meta: { sender: { phone_number: string | null } } } }; // as the account writes it
    conversation.meta.sender.phone_number = null;
    return body;
  };

  test('on WhatsApp is known by her number there, by Chatwoot, and by phone', () => {
    expect(identifiers({})).toEqual(['WHATSAPP +18765550142', 'CHATWOOT 7/1001', 'PHONE +18765550142']);
    expect(identifiers({}, withoutPhone)).toEqual(['WHATSAPP +18765550142', 'CHATWOOT 7/1001', 'PHONE +18765550142']);
  });

  test('on WhatsApp with a user name has an id and no phone', () => {
    expect(identifiers({ sourceId: 'JM.1349000000000000001' }, withoutPhone)).toEqual([
      'WHATSAPP JM.1349000000000000001',
      'CHATWOOT 7/1001',
    ]);
  });

  test('over Twilio is the same as over WhatsApp itself, and without its mark a number of SMS', () => {
    const twilio = { id: 37, name: 'Twilio', channel: 'Channel::TwilioSms' };
    const whatsapp = reportOf({ content: 'Hi' }, { inbox: twilio, sourceId: 'whatsapp:+18765550142' });
    expect(whatsapp).toMatchObject({ channel: 'WHATSAPP', address: '+18765550142' });
    expect(whatsapp.person.identifiers[0]).toEqual({ kind: 'WHATSAPP', value: '+18765550142' });
    const sms = reportOf({ content: 'Hi' }, { inbox: twilio, sourceId: '+18765550142' });
    expect(sms.channel).toBe('SMS');
    expect(sms.person.identifiers.map(({ kind }) => kind)).toEqual(['CHATWOOT', 'PHONE']);
  });

  test.each([
    [inboxes.instagram, 'INSTAGRAM'],
    [inboxes.widget, 'WIDGET'],
  ])('is known by the id that the channel gives her', (inbox, kind) => {
    expect(reportOf({ content: 'Hi' }, { inbox }).person.identifiers[0]?.kind).toBe(kind);
  });

  test.each(['', '+1 876 555 0142', '18765550142'])('has no name where %j stands for one', (name) => {
    const named = (body: Record<string, unknown>): object => {
      const { conversation } = body as { conversation: { meta: { sender: { name: string } } } }; // as the account writes it
      conversation.meta.sender.name = name;
      return body;
    };
    expect(reportOf({ content: 'Hi' }, {}, named).person.name).toBeNull();
  });
});

describe('what brought her', () => {
  test('is her message', () => {
    expect(reportOf({ content: 'Hi' }).touches).toMatchObject([{ kind: 'MESSAGE', evidence: 'PLATFORM', source: null, campaign: null }]);
  });

  test('is the advertisement that she tapped', () => {
    const referral = {
      source_url: 'https://www.instagram.com/p/fixture',
      source_id: '120210000000001',
      source_type: 'ad',
      headline: 'Free consultation',
      ctwa_clid: 'click',
    };
    expect(reportOf({ content: 'Hi', contentAttributes: { referral } }).touches).toEqual([
      {
        kind: 'AD_REFERRAL',
        evidence: 'PLATFORM',
        at: '2026-10-05T18:03:22.481Z',
        source: 'instagram',
        campaign: '120210000000001',
        details: { url: referral.source_url, ad: referral.source_id, headline: referral.headline, type: 'ad', ctwa_clid: 'click' },
      },
    ]);
  });

  test.each([
    ['?utm_source=Google&utm_campaign=peel-oct&gclid=c', 'google', 'peel-oct', 'METADATA'],
    ['?gclid=c', 'google', null, 'METADATA'],
    ['?fbclid=c', 'facebook', null, 'METADATA'],
    ['', null, null, 'PLATFORM'],
  ])('is the page that she came from: %j', (query, source, campaign, evidence) => {
    const attributes = { referer: `https://www.example.com/treatments/chemical-peel${query}` };
    const [touch] = reportOf({ content: 'Hi' }, { inbox: inboxes.widget, attributes }).touches;
    expect(touch).toMatchObject({
      kind: 'REFERER',
      source,
      campaign,
      evidence,
      details: { page: 'https://www.example.com/treatments/chemical-peel' },
    });
  });

  test.each(['javascript:alert(1)', 'about:blank', 'not a page', 7])('is no page where %j stands for one', (referer) => {
    expect(reportOf({ content: 'Hi' }, { inbox: inboxes.widget, attributes: { referer } }).touches.map(({ kind }) => kind)).toEqual([
      'MESSAGE',
    ]);
  });

  test('is nothing when a machine wrote, or staff', () => {
    expect(reportOf({ contentAttributes: { email: { auto_reply: true } } }).touches).toEqual([]);
    expect(reportOf({ type: 'outgoing', sender: null }).touches).toEqual([]);
  });
});

describe('a body', () => {
  test.each([
    ['of no JSON', '{"event":"message_cre', 'the body is not a JSON object with an event'],
    ['that is a list', '[]', 'the body is not a JSON object with an event'],
    ['without an event', '{}', 'the body is not a JSON object with an event'],
    ['without a conversation', '{"event":"message_created","id":1,"account":{"id":7},"created_at":1}', 'the body names no conversation'],
    ['without a message', '{"event":"message_created","account":{"id":7},"conversation":{"id":1}}', 'the message has no id or no time'],
    ['about nobody', '{"event":"contact_created","account":{"id":7}}', 'the body names nobody'],
  ])('%s is parked', (_name, body, reason) => {
    expect(read(body)).toMatchObject({ kind: 'parked', reason });
  });

  test.each(['webwidget_triggered', 'conversation_typing_on', 'conversation_typing_off', 'inbox_updated', 'something_new'])(
    'of the event %s is kept and ignored',
    (event) => {
      expect(read(JSON.stringify({ event, account: { id: 7 } }))).toMatchObject({ kind: 'ignored', trigger: event });
    },
  );

  test('of another account than the clinic’s is ignored, and of none is the clinic’s', () => {
    const { account, keisha, last } = chatwoot(8);
    account.addMessage(account.addConversation(keisha), { content: 'Hi' });
    expect(read(last())).toMatchObject({ kind: 'ignored', reason: 'the body is of another Chatwoot account than the clinic’s' });
    expect(read('{"event":"conversation_updated","id":1,"meta":{"sender":{"id":501}}}')).toMatchObject({
      kind: 'conversation',
      account: { account: 7 },
    });
  });

  test('of an account that neither it nor the clinic file names is parked', () => {
    const unnamed = { ...clinic, chatwoot: { ...clinic.chatwoot, accountId: null } };
    const body = '{"event":"conversation_updated","id":1,"meta":{"sender":{"id":501}}}';
    expect(translateChatwoot(body, unnamed, instantOf(now))).toMatchObject({
      kind: 'parked',
      reason: expect.stringContaining('which account'),
    });
  });

  test('with values of wrong kinds is read as far as it can be', () => {
    const change = (body: Record<string, unknown>): object => ({
      ...body,
      content: 7,
      attachments: 'none',
      content_attributes: [],
      private: 'no',
    });
    expect(reportOf({ content: 'Hi' }, {}, change)).toMatchObject({ messages: [{ text: null, attachments: [] }] });
  });
});

describe('a contact of Chatwoot', () => {
  test('is somebody before she writes, whose name gives way to any that is said later', () => {
    const { last } = chatwoot();
    expect(read(last())).toMatchObject({
      kind: 'contact',
      person: { name: 'Keisha Brown', at: '2026-10-05T18:03:22.481Z', namedAt: '1970-01-01T00:00:00.000Z', namedBy: 'PROFILE' },
    });
  });

  test('that was renamed says when', () => {
    const { account, keisha, last } = chatwoot();
    account.changeContact(keisha, { name: 'Keisha Brown-Reid' });
    expect(read(last())).toMatchObject({
      person: { name: 'Keisha Brown-Reid', namedBy: 'CORRECTION', namedAt: '2026-10-05T18:03:22.481Z' },
    });
  });
});
