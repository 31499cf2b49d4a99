import { describe, expect, test } from 'vitest';
import { type Channel, channels } from '../../../../src/domain/channel.ts';
import type { Instant } from '../../../../src/domain/ids.ts';
import { type ConsentEvent, type ConsentLedger, evolveConsents, noConsents } from '../../../../src/domain/messaging/consent.ts';
import { decideMessage } from '../../../../src/domain/messaging/policy.ts';
import { type ConsentPurpose, type MessagePurpose, messagePurposes } from '../../../../src/domain/messaging/purpose.ts';
import type { MessageQuestion } from '../../../../src/domain/messaging/question.ts';
import { clinic, hoursBefore, instagram, jamaica, noon, question, whatsApp, widget } from '../../../support/messaging/questions.ts';

const decided = (change: Partial<MessageQuestion> = {}) => decideMessage(question(change));

const said = (type: ConsentEvent['type'], channel: Channel | null, purpose: ConsentPurpose): ConsentEvent => ({
  type,
  data: {
    channel,
    purpose,
    wording: 'x',
    source: { by: 'staff', staff: 's' },
    at: jamaica(type === 'ConsentGiven' ? '2026-10-01T09:00' : '2026-10-02T09:00'),
  },
});
const agreed = (channel: Channel | null): ConsentLedger => evolveConsents(noConsents, said('ConsentGiven', channel, 'MARKETING'));
const withdrew = (channel: Channel | null, purpose: ConsentPurpose = 'TRANSACTIONAL', before = noConsents): ConsentLedger =>
  evolveConsents(before, said('ConsentWithdrawn', channel, purpose));
const transactional = messagePurposes.filter((one) => one !== 'MARKETING');

describe('on WhatsApp', () => {
  test('free text goes out within 24 hours of her last message', () => {
    expect(decided()).toMatchObject({
      type: 'sendText',
      channel: 'WHATSAPP',
      reason: 'windowOpen',
      target: { type: 'conversation', conversation: 'c-whatsapp' },
    });
    expect(decided({ conversation: whatsApp({ lastInboundAt: hoursBefore(23.99) }) })).toMatchObject({ type: 'sendText' });
  });

  test('from the 24th hour on it is the clinic’s template, with the parameters to fill in', () => {
    expect(decided({ conversation: whatsApp({ lastInboundAt: hoursBefore(24) }) })).toMatchObject({
      type: 'sendTemplate',
      reason: 'outsideWindow',
      template: { name: 'visit_reminder', language: 'en', category: 'utility', parameters: ['name', 'procedure', 'when'] },
    });
  });

  test('a conversation that takes no reply takes a template all the same', () => {
    expect(decided({ conversation: whatsApp({ canReply: false }) })).toMatchObject({ type: 'sendTemplate' });
  });

  test('she who never wrote gets a template', () => {
    expect(decided({ conversation: whatsApp({ lastInboundAt: null }) })).toMatchObject({ type: 'sendTemplate' });
  });

  test('without a template of that purpose there is nothing to send', () => {
    expect(decided({ purpose: 'CONFIRMATION', conversation: whatsApp({ lastInboundAt: hoursBefore(30) }) })).toMatchObject({
      type: 'staffTask',
      reason: 'noTemplate',
    });
  });

  test('a marketing template never carries what is transactional, and a utility template never an advertisement', () => {
    const swapped = clinic.messageTemplates.map((one) => ({ ...one, category: one.category === 'utility' ? 'marketing' : 'utility' }));
    const outside = { conversation: whatsApp({ lastInboundAt: hoursBefore(30) }), clinic: { ...clinic, messageTemplates: swapped } };
    expect(decided(outside)).toMatchObject({ type: 'staffTask', reason: 'noTemplate' });
    expect(decided({ ...outside, purpose: 'MARKETING', consents: agreed('WHATSAPP') })).toMatchObject({
      type: 'suppress',
      reason: 'noTemplate',
    });
  });

  test('a discreet clinic uses the template that names no procedure, and says so of every message', () => {
    const [reminder] = clinic.messageTemplates;
    const messageTemplates = [
      ...clinic.messageTemplates,
      ...(reminder ? [{ ...reminder, name: 'discreet', parameters: ['name', 'when'] }] : []),
    ];
    const outside = { conversation: whatsApp({ lastInboundAt: hoursBefore(30) }) };
    expect(decided({ ...outside, clinic: { ...clinic, messageTemplates } })).toMatchObject({
      template: { name: 'visit_reminder' },
      discreet: false,
    });
    expect(decided({ ...outside, clinic: { ...clinic, messageTemplates, discreet: true } })).toMatchObject({
      template: { name: 'discreet' },
      discreet: true,
    });
    expect(decided({ ...outside, clinic: { ...clinic, discreet: true } })).toMatchObject({
      template: { name: 'visit_reminder' },
      discreet: true,
    });
  });

  test('of two templates the one in the clinic’s language is used', () => {
    const [reminder] = clinic.messageTemplates;
    const messageTemplates = reminder
      ? [
          { ...reminder, language: 'es_MX', name: 'aviso' },
          { ...reminder, language: 'en_US' },
        ]
      : [];
    expect(decided({ conversation: whatsApp({ lastInboundAt: null }), clinic: { ...clinic, messageTemplates } })).toMatchObject({
      template: { language: 'en_US' },
    });
  });
});

describe('marketing', () => {
  const offer = { purpose: 'MARKETING' as const, consents: agreed(null) };

  test('goes to those who agreed', () => {
    expect(decided(offer)).toMatchObject({ type: 'sendText', channel: 'WHATSAPP' });
  });

  test('goes to nobody who did not, and is explained', () => {
    expect(decided({ purpose: 'MARKETING' })).toMatchObject({
      type: 'suppress',
      reason: 'noMarketingConsent',
      because: expect.stringMatching(/has not agreed to marketing on WhatsApp/),
    });
  });

  test('goes by no template to the United States, and does to Jamaica’s area codes', () => {
    const outside = (address: string) => decided({ ...offer, conversation: whatsApp({ lastInboundAt: hoursBefore(30), address }) });
    for (const address of ['12125550142', 'whatsapp:+13055550142', 'US.1349', '18005551234']) {
      expect(outside(address)).toMatchObject({ type: 'suppress', reason: 'marketingToUnitedStates' });
    }
    for (const address of ['18765550142', 'whatsapp:+16585550142', 'JM.1349', '442079460142']) {
      expect(outside(address)).toMatchObject({ type: 'sendTemplate', template: { category: 'marketing' } });
    }
  });

  test('goes by no template to a number whose country cannot be told', () => {
    const nameless = whatsApp({ lastInboundAt: hoursBefore(30), address: null });
    expect(decided({ ...offer, conversation: nameless })).toMatchObject({ type: 'suppress', reason: 'countryUnknown' });
    expect(decided({ ...offer, conversation: nameless, phone: '+18765550142' })).toMatchObject({ type: 'sendTemplate' });
  });

  test('to an American who wrote within the day may go as free text, which Meta does not block', () => {
    expect(decided({ ...offer, conversation: whatsApp({ address: '12125550142' }) })).toMatchObject({ type: 'sendText' });
  });

  test('is never required by law', () => {
    expect(decided({ purpose: 'MARKETING', legallyRequired: true })).toMatchObject({ type: 'suppress', reason: 'noMarketingConsent' });
  });
});

describe.each(['INSTAGRAM', 'FACEBOOK'] as const)('on %s', (channel) => {
  const conversation = (hours: number) => instagram({ channel, lastInboundAt: hoursBefore(hours) });

  test('free text goes out within 24 hours, whoever writes', () => {
    for (const author of ['KAREN', 'SYSTEM', 'STAFF'] as const)
      expect(decided({ author, conversation: conversation(23) })).toMatchObject({ type: 'sendText', reason: 'windowOpen' });
  });

  test('after that only a person may write, for seven days', () => {
    expect(decided({ author: 'STAFF', conversation: conversation(25) })).toMatchObject({ type: 'sendText', reason: 'humanAgentWindow' });
    expect(decided({ author: 'STAFF', conversation: conversation(7 * 24) })).toMatchObject({ type: 'staffTask', reason: 'windowClosed' });
    for (const author of ['KAREN', 'SYSTEM'] as const)
      expect(decided({ author, conversation: conversation(25) })).toMatchObject({ type: 'staffTask', reason: 'windowClosed' });
  });

  test('a person may not advertise under the tag for human agents', () => {
    expect(decided({ author: 'STAFF', purpose: 'MARKETING', consents: agreed(null), conversation: conversation(25) })).toMatchObject({
      type: 'suppress',
      reason: 'windowClosed',
    });
  });

  test('there are no templates, whatever the clinic lists', () => {
    const messageTemplates = clinic.messageTemplates.map((one) => ({ ...one, channel }));
    expect(decided({ conversation: conversation(25), clinic: { ...clinic, messageTemplates } })).toMatchObject({ type: 'staffTask' });
  });
});

describe('on the other channels', () => {
  test('the widget carries free text while the visitor is there', () => {
    expect(decided({ conversation: widget() })).toMatchObject({ type: 'sendText', reason: 'visitorPresent' });
  });

  test('to a visitor who left it goes by e-mail', () => {
    expect(decided({ conversation: widget({ visitorLeft: true }), email: 'keisha@example.com' })).toMatchObject({
      type: 'useChannel',
      channel: 'EMAIL',
      send: { type: 'sendText', target: { type: 'newConversation', inbox: 6, address: 'EMAIL' } },
    });
  });

  test('SMS, e-mail and an API inbox know no window', () => {
    for (const channel of ['SMS', 'EMAIL', 'API'] as const) {
      const conversation = whatsApp({ channel, lastInboundAt: hoursBefore(1_000) });
      expect(decided({ conversation })).toMatchObject({ type: 'sendText', reason: 'noWindow' });
      expect(decided({ conversation: { ...conversation, canReply: false } })).toMatchObject({ type: 'staffTask', reason: 'cannotReply' });
    }
  });

  test('DIRECT and UNKNOWN carry nothing', () => {
    for (const channel of ['DIRECT', 'UNKNOWN'] as const)
      expect(decided({ conversation: whatsApp({ channel }) })).toMatchObject({ type: 'staffTask', reason: 'notAMessageChannel' });
  });
});

describe('after she withdrew', () => {
  test('transactional messages on a channel, nothing goes out there', () => {
    for (const purpose of messagePurposes)
      expect(['staffTask', 'suppress']).toContain(decided({ purpose, consents: withdrew('WHATSAPP', 'TRANSACTIONAL', agreed(null)) }).type);
  });

  test('the answer that the law requires still goes out where she asked, and nowhere else', () => {
    const consents = withdrew(null);
    expect(decided({ purpose: 'REPLY', reply: true, legallyRequired: true, consents })).toMatchObject({ type: 'sendText' });
    expect(
      decided({ legallyRequired: true, consents, conversation: widget({ visitorLeft: true }), email: 'keisha@example.com' }),
    ).toMatchObject({ type: 'staffTask' });
  });

  test('one channel, another takes over', () => {
    expect(decided({ consents: withdrew('WHATSAPP'), email: 'keisha@example.com' })).toMatchObject({
      type: 'useChannel',
      channel: 'EMAIL',
      passedOver: [{ channel: 'WHATSAPP', reason: 'optedOut' }],
    });
  });

  test('all channels, none does', () => {
    expect(decided({ consents: withdrew(null), email: 'keisha@example.com', phone: '+18765550142' })).toMatchObject({
      type: 'staffTask',
      reason: 'optedOut',
    });
  });

  test('marketing, what is transactional still goes out', () => {
    const consents = withdrew('WHATSAPP', 'MARKETING', agreed(null));
    expect(decided({ consents })).toMatchObject({ type: 'sendText' });
    expect(decided({ consents, purpose: 'MARKETING' })).toMatchObject({ type: 'suppress', reason: 'noMarketingConsent' });
  });
});

describe('a fallback', () => {
  const closed = instagram({ lastInboundAt: hoursBefore(48) });
  const reachable = { conversation: closed, email: 'keisha@example.com', phone: '+18765550142' };

  test('follows the clinic’s order', () => {
    expect(decided(reachable)).toMatchObject({ type: 'useChannel', channel: 'WHATSAPP', send: { type: 'sendTemplate' } });
    expect(decided({ ...reachable, clinic: { ...clinic, fallbackChannels: ['SMS', 'EMAIL'] } })).toMatchObject({ channel: 'SMS' });
    expect(decided({ ...reachable, clinic: { ...clinic, fallbackChannels: [] } })).toMatchObject({ type: 'staffTask' });
  });

  test('goes into a conversation that she has there rather than a new one', () => {
    expect(decided({ ...reachable, otherConversations: [whatsApp()] })).toMatchObject({
      channel: 'WHATSAPP',
      send: { type: 'sendText', target: { type: 'conversation', conversation: 'c-whatsapp' } },
    });
  });

  test('is another conversation on the same channel first, listed or not', () => {
    const again = instagram({ id: 'c-again' });
    expect(decided({ ...reachable, otherConversations: [closed, again] })).toMatchObject({
      type: 'useChannel',
      channel: 'INSTAGRAM',
      send: { target: { conversation: 'c-again' } },
    });
  });

  test('needs an address, and an inbox of the clinic’s', () => {
    const chatwoot = { inboxes: [] };
    expect(decided({ ...reachable, clinic: { ...clinic, chatwoot } })).toMatchObject({
      type: 'staffTask',
      reason: 'windowClosed',
      passedOver: [
        { channel: 'INSTAGRAM', reason: 'windowClosed' },
        { channel: 'WHATSAPP', reason: 'noInbox' },
        { channel: 'EMAIL', reason: 'noInbox' },
        { channel: 'SMS', reason: 'noInbox' },
      ],
    });
    expect(decided({ conversation: closed })).toMatchObject({
      type: 'staffTask',
      passedOver: expect.arrayContaining([{ channel: 'EMAIL', reason: 'noAddress' }]),
    });
  });

  test('never goes to an address that Cal.com made up', () => {
    expect(decided({ conversation: widget({ visitorLeft: true }), email: '18765550142@sms.cal.com' })).toMatchObject({ type: 'staffTask' });
  });

  test('cannot begin a conversation that only she can begin', () => {
    expect(decided({ conversation: null, clinic: { ...clinic, fallbackChannels: ['INSTAGRAM', 'WEB_WIDGET'] } })).toMatchObject({
      type: 'staffTask',
      reason: 'noConversation',
    });
  });

  test('serves who has no conversation at all', () => {
    expect(decided({ conversation: null, email: 'keisha@example.com' })).toMatchObject({ type: 'useChannel', channel: 'EMAIL' });
    expect(decided({ conversation: null, clinic: { ...clinic, fallbackChannels: [] } })).toMatchObject({
      type: 'staffTask',
      reason: 'noChannel',
    });
  });

  test('that nothing carries is a task when transactional, and dropped when it is marketing', () => {
    for (const purpose of transactional) expect(decided({ ...reachable, purpose, consents: withdrew(null) }).type).toBe('staffTask');
    expect(decided({ ...reachable, purpose: 'MARKETING' })).toMatchObject({ type: 'suppress', reason: 'noMarketingConsent' });
  });
});

describe('quiet hours', () => {
  const night = jamaica('2026-10-14T22:30');
  const morning = jamaica('2026-10-15T08:00');
  const atNight = (change: Partial<MessageQuestion> = {}) =>
    decided({ now: night, conversation: whatsApp({ lastInboundAt: hoursBefore(1, night) }), ...change });

  test('hold back what we start until they end', () => {
    expect(atNight()).toMatchObject({ type: 'defer', until: morning, reason: 'quietHours' });
    expect(atNight({ author: 'STAFF' })).toMatchObject({ type: 'defer', until: morning });
  });

  test('never hold back a reply to what was just written', () => {
    expect(atNight({ purpose: 'REPLY', reply: true })).toMatchObject({ type: 'sendText', timing: 'replyAtAnyHour' });
  });

  test('are the patient’s when her zone is known and one, else the clinic’s', () => {
    expect(atNight({ patientZone: 'America/Los_Angeles' })).toMatchObject({ type: 'sendText' });
    expect(atNight({ patientZone: 'Kingston' })).toMatchObject({ type: 'defer', until: morning });
    expect(decided({ patientZone: 'Asia/Tokyo' })).toMatchObject({ type: 'defer', until: '2026-10-14T23:00:00.000Z' });
  });

  test('do not wait past the visit or the latest useful time: it goes now rather than never', () => {
    for (const limit of [{ appointmentStart: jamaica('2026-10-15T07:30') }, { latestUseful: jamaica('2026-10-15T07:59') }]) {
      expect(atNight(limit)).toMatchObject({
        type: 'sendText',
        timing: 'nowRatherThanNever',
        because: expect.stringMatching(/after quiet hours it would be too late/),
      });
    }
  });

  test('that end at the very start of the visit end too late, at the latest useful time just in time', () => {
    expect(atNight({ appointmentStart: morning })).toMatchObject({ type: 'sendText' });
    expect(atNight({ latestUseful: morning })).toMatchObject({ type: 'defer', until: morning });
  });

  test('that end too late let it go in the last minute before they begin, where that is still ahead', () => {
    const early = { due: jamaica('2026-10-15T05:00'), appointmentStart: jamaica('2026-10-15T07:30') };
    expect(decided(early)).toMatchObject({ type: 'defer', until: jamaica('2026-10-14T20:59'), reason: 'beforeQuietHours' });
    expect(decided({ ...early, now: jamaica('2026-10-14T20:59') })).toMatchObject({ type: 'sendText', timing: 'daytime' });
  });

  test('let no advertisement wake anybody', () => {
    expect(atNight({ purpose: 'MARKETING', consents: agreed(null), latestUseful: jamaica('2026-10-15T07:00') })).toMatchObject({
      type: 'suppress',
      reason: 'quietHoursUntilTooLate',
    });
  });

  test('are not waited for when no channel would carry it anyway: staff learn of it at once', () => {
    expect(atNight({ conversation: instagram({ lastInboundAt: hoursBefore(48) }) })).toMatchObject({ type: 'staffTask' });
  });

  test('limit care after the visit as anything else, but not by the visit that is over', () => {
    expect(atNight({ purpose: 'CARE', appointmentStart: hoursBefore(10, night) })).toMatchObject({ type: 'defer', until: morning });
  });
});

describe('a message’s time', () => {
  test('that has passed is said to have: nothing is sent too late', () => {
    expect(decided({ latestUseful: hoursBefore(0.01) })).toMatchObject({ type: 'suppress', reason: 'tooLate' });
    expect(decided({ latestUseful: noon })).toMatchObject({ type: 'sendText' });
  });

  test('is before the visit for what prepares it', () => {
    const begun = { appointmentStart: noon };
    const late: readonly MessagePurpose[] = [
      'REQUESTED',
      'AWAITING_PAYMENT',
      'CONFIRMATION',
      'RESCHEDULED',
      'REMINDER',
      'FORM',
      'SCREENING',
    ];
    for (const purpose of late) expect(decided({ ...begun, purpose })).toMatchObject({ type: 'suppress', reason: 'tooLate' });
    for (const purpose of ['CANCELLED', 'RESCHEDULE_REQUESTED', 'CARE', 'FOLLOW_UP'] as const)
      expect(decided({ ...begun, purpose })).toMatchObject({ type: 'sendText' });
  });

  test('that is still ahead is waited for, and channels are asked only then', () => {
    const due = jamaica('2026-10-16T10:00');
    expect(decided({ due, conversation: null })).toMatchObject({ type: 'defer', until: due, reason: 'notYetDue' });
    expect(decided({ due: jamaica('2026-10-16T22:00') })).toMatchObject({
      type: 'defer',
      until: jamaica('2026-10-17T08:00'),
      reason: 'quietHours',
    });
  });

  test('that has come is now', () => {
    expect(decided({ due: hoursBefore(3) })).toMatchObject({ type: 'sendText' });
  });

  test('that lies after its latest useful time never comes', () => {
    expect(decided({ due: jamaica('2026-10-16T10:00'), latestUseful: jamaica('2026-10-16T09:00') })).toMatchObject({ reason: 'tooLate' });
  });
});

describe('every decision', () => {
  test('estimates what is sent by the clinic’s price list, and says nothing where the list does not', () => {
    expect(decided({ conversation: whatsApp({ lastInboundAt: hoursBefore(30) }) })).toMatchObject({
      cost: { amount: 0.02, currency: 'USD' },
    });
    expect(decided()).toMatchObject({ cost: null });
    expect(decided({ conversation: whatsApp({ channel: 'SMS' }) })).toMatchObject({ cost: { amount: 0.05, currency: 'USD' } });
    const service = [...clinic.messagePrices, { channel: 'WHATSAPP' as const, category: 'service', amount: 0.001, currency: 'USD' }];
    expect(decided({ clinic: { ...clinic, messagePrices: service } })).toMatchObject({ cost: { amount: 0.001, currency: 'USD' } });
  });

  test('holds one sentence and nothing personal, for every purpose and channel', () => {
    const times: readonly (Instant | null)[] = [null, hoursBefore(1), hoursBefore(30)];
    for (const purpose of messagePurposes) {
      for (const channel of channels) {
        for (const lastInboundAt of times) {
          const { because } = decided({
            purpose,
            conversation: whatsApp({ channel, lastInboundAt }),
            email: 'keisha@example.com',
            phone: '+18765550142',
          });
          expect(because).toMatch(/^[A-Z][^.!?]*\.$/);
          expect(because).not.toMatch(/keisha|5550142/);
        }
      }
    }
  });

  test('is the same for the same question, and leaves the question as it was', () => {
    const asked = question({ conversation: instagram({ lastInboundAt: hoursBefore(30) }), email: 'keisha@example.com' });
    const before = structuredClone(asked);
    expect(decideMessage(asked)).toEqual(decideMessage(structuredClone(before)));
    expect(asked).toEqual(before);
  });
});
