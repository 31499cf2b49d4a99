import type { Instant } from '../../../src/domain/ids.ts';
import type { ConsentLedger, ConsentRecord } from '../../../src/domain/messaging/consent.ts';
import type { Decision, SendTemplate, SendText } from '../../../src/domain/messaging/decision.ts';
import type { MessageQuestion, MessagingSettings, OpenConversation } from '../../../src/domain/messaging/question.ts';
import type { Policy } from './timeline.ts';

/** A policy with one rule broken, by what it does wrong. */
export interface Fault {
  readonly does: string;
  /** The breach of the law that has to be found. */
  readonly against: string;
  readonly of: (policy: Policy) => Policy;
}

/** Asks the true policy a question with one fact turned. */
const asking =
  (turn: (question: MessageQuestion) => Partial<MessageQuestion>) =>
  (policy: Policy): Policy =>
  (question) =>
    policy({ ...question, ...turn(question) });

/** Turns the true policy's answer. */
const answering =
  (turn: (decision: Decision, question: MessageQuestion) => Decision) =>
  (policy: Policy): Policy =>
  (question) =>
    turn(policy(question), question);

const setting = (turn: (clinic: MessagingSettings, question: MessageQuestion) => Partial<MessagingSettings>) =>
  asking((question) => ({ clinic: { ...question.clinic, ...turn(question.clinic, question) } }));

const talking = (turn: (talk: OpenConversation, question: MessageQuestion) => Partial<OpenConversation>) =>
  asking((question) => ({
    conversation: question.conversation && { ...question.conversation, ...turn(question.conversation, question) },
    otherConversations: question.otherConversations.map((one) => ({ ...one, ...turn(one, question) })),
  }));

const saying = (turn: (record: ConsentRecord, ledger: ConsentLedger) => Partial<ConsentRecord>) =>
  asking(({ consents }) => ({
    consents: Object.fromEntries(Object.entries(consents).map(([key, record]) => [key, { ...record, ...turn(record, consents) }])),
  }));

const sending = (turn: (send: SendText | SendTemplate, question: MessageQuestion) => Partial<SendTemplate>) =>
  answering((decision, question) => {
    // What is turned is one field of either kind of sending.
    const turned = <Send extends SendText | SendTemplate>(send: Send): Send => ({ ...send, ...turn(send, question) }) as Send;
    if (decision.type === 'sendText' || decision.type === 'sendTemplate') return turned(decision);
    return decision.type === 'useChannel' ? { ...decision, send: turned(decision.send) } : decision;
  });

const hours = 3_600_000;
const later = (moment: Instant, by: number): Instant => new Date(Date.parse(moment) + by).toISOString() as Instant; // UTC with milliseconds
const since = ({ lastInboundAt }: OpenConversation, { now }: MessageQuestion): number =>
  lastInboundAt === null ? Number.POSITIVE_INFINITY : Date.parse(now) - Date.parse(lastInboundAt);

const winterOnly: Readonly<Record<string, string>> = {
  'America/New_York': 'Etc/GMT+5',
  'Europe/London': 'Etc/GMT',
  'America/Los_Angeles': 'Etc/GMT+8',
  'Africa/Cairo': 'Etc/GMT-2',
  'Pacific/Auckland': 'Etc/GMT-12',
};
const winter = (zone: string): string => winterOnly[zone] ?? zone;

/** Faults as they are really made, each in one rule. */
export const faults: readonly Fault[] = [
  {
    does: 'writes free text on WhatsApp for an hour too long',
    against: 'free text on WhatsApp when 24 hours are over',
    of: talking((talk) => (talk.channel === 'WHATSAPP' && talk.lastInboundAt ? { lastInboundAt: later(talk.lastInboundAt, hours) } : {})),
  },
  {
    does: 'lets automation use the tag for human agents',
    against: 'automation on Instagram or Messenger when 24 hours are over',
    of: asking(() => ({ author: 'STAFF' })),
  },
  {
    does: 'lets staff write on Instagram after seven days',
    against: 'staff on Instagram or Messenger when seven days are over',
    of: talking((talk, question) =>
      since(talk, question) > 168 * hours && talk.lastInboundAt ? { lastInboundAt: later(question.now, -100 * hours) } : {},
    ),
  },
  {
    does: 'carries a reminder in a marketing template',
    against: 'a template of another purpose, channel or category',
    of: (policy) => (question) => {
      const { messageTemplates } = question.clinic;
      const category = question.purpose === 'MARKETING' ? 'marketing' : 'utility';
      const decision = policy({
        ...question,
        clinic: { ...question.clinic, messageTemplates: messageTemplates.map((one) => ({ ...one, category })) },
      });
      const original = (send: SendText | SendTemplate): Partial<SendTemplate> =>
        send.type === 'sendTemplate'
          ? {
              template: {
                ...send.template,
                category: messageTemplates.find((one) => one.name === send.template.name)?.category ?? category,
              },
            }
          : {};
      return sending(original)(() => decision)(question);
    },
  },
  {
    does: 'sends marketing templates to the United States',
    against: 'a marketing template to the United States',
    of: talking((talk) => (/1212|1305|1800|US/.test(talk.address ?? '') ? { address: '18765550142' } : {})),
  },
  {
    does: 'takes Jamaica’s area codes for the United States',
    against: 'passed over a channel with a reason that is not true',
    of: talking((talk) => (/1876|1658/.test(talk.address ?? '') ? { address: '12125550142' } : {})),
  },
  {
    does: 'takes silence for agreement to marketing',
    against: 'advertised without her agreement',
    of: asking(({ consents, now }) => ({
      consents: { 'ALL/MARKETING': { channel: null, purpose: 'MARKETING', given: { at: now, wording: '' }, withdrawn: null }, ...consents },
    })),
  },
  {
    does: 'forgets withdrawals for all channels',
    against: 'sent in spite of her withdrawal',
    of: saying(({ channel }) => (channel === null ? { withdrawn: null } : {})),
  },
  {
    does: 'lets a STOP to transactional messages leave marketing be',
    against: 'sent in spite of her withdrawal',
    of: asking(({ purpose, consents }) => (purpose === 'MARKETING' ? { consents: withoutTransactional(consents) } : {})),
  },
  {
    does: 'lets a tick for all channels lift a STOP on one',
    against: 'sent in spite of her withdrawal',
    of: saying(({ channel, purpose, withdrawn }, ledger) => {
      const everywhere = ledger[`ALL/${purpose}`]?.given?.at ?? '';
      return channel !== null && withdrawn !== null && everywhere > withdrawn.at ? { withdrawn: null } : {};
    }),
  },
  {
    does: 'stops even the answer that the law requires',
    against: 'not sent though it could be',
    of: asking(() => ({ legallyRequired: false })),
  },
  {
    does: 'gives the answer that the law requires on channels where nobody asked',
    against: 'sent in spite of her withdrawal',
    of: asking(({ legallyRequired, purpose }) => (legallyRequired && purpose !== 'MARKETING' ? { consents: {} } : {})),
  },
  {
    does: 'keeps no quiet hours',
    against: 'sent at an hour at which it should wait',
    of: setting(() => ({ quietHours: { from: '00:00', to: '00:00' } })),
  },
  {
    does: 'keeps quiet hours by the clinic’s clock for everybody',
    against: 'sent at an hour at which it should wait',
    of: asking(() => ({ patientZone: null })),
  },
  {
    does: 'knows no summer time',
    against: 'sent at an hour at which it should wait',
    of: asking(({ patientZone, clinic }) => ({
      patientZone: patientZone && winter(patientZone),
      clinic: { ...clinic, timeZone: winter(clinic.timeZone) },
    })),
  },
  { does: 'puts off replies to what was just written', against: 'put off without need', of: asking(() => ({ reply: false })) },
  {
    does: 'waits for the end of quiet hours past the visit',
    against: 'put off without need',
    of: asking(({ appointmentStart, now }) => (appointmentStart !== null && appointmentStart > now ? { appointmentStart: null } : {})),
  },
  {
    does: 'sends what is past its latest useful time',
    against: 'not told that it is too late',
    of: asking(() => ({ latestUseful: null })),
  },
  {
    does: 'drops what quiet hours would make too late',
    against: 'dropped what she needs to know',
    of: answering((decision, { purpose }) => {
      const send = decision.type === 'useChannel' ? decision.send : decision;
      const late = 'timing' in send && send.timing === 'nowRatherThanNever' && purpose !== 'MARKETING';
      return late ? { type: 'suppress', reason: 'quietHoursUntilTooLate', passedOver: [], because: 'Quiet hours end too late.' } : decision;
    }),
  },
  {
    does: 'sends before it is due',
    against: 'sent at an hour at which it should wait',
    of: asking(({ due, now }) => ({ due: due !== null && due > now ? null : due })),
  },
  { does: 'writes to visitors who have left', against: 'sent to a visitor who has left', of: talking(() => ({ visitorLeft: false })) },
  {
    does: 'asks the fallback channels in another order',
    against: 'a better way was passed over',
    of: setting(({ fallbackChannels }) => ({ fallbackChannels: fallbackChannels.toReversed() })),
  },
  {
    does: 'writes to addresses that Cal.com made up',
    against: 'sent where there is no place',
    of: asking(({ email }) => ({ email: email?.endsWith('@sms.cal.com') ? 'keisha@example.com' : email })),
  },
  {
    does: 'drops what staff should have seen',
    against: 'dropped what she needs to know',
    of: answering((decision) => (decision.type === 'staffTask' ? { ...decision, type: 'suppress' } : decision)),
  },
  {
    does: 'bothers staff with advertisements',
    against: 'bothered staff with an advertisement',
    of: answering((decision) =>
      decision.type === 'suppress' && decision.reason === 'noMarketingConsent'
        ? { ...decision, type: 'staffTask', reason: 'noMarketingConsent' }
        : decision,
    ),
  },
  {
    does: 'passes channels over in silence',
    against: 'passed over a channel in silence',
    of: answering((decision) => ('passedOver' in decision ? { ...decision, passedOver: decision.passedOver.slice(1) } : decision)),
  },
  { does: 'names the procedure for a discreet clinic', against: 'not as discreet as the clinic', of: setting(() => ({ discreet: false })) },
  {
    does: 'quotes prices that are not on the list',
    against: 'not the price on the list',
    of: sending((send) => (send.cost === null ? {} : { cost: { ...send.cost, amount: send.cost.amount * 2 } })),
  },
  {
    does: 'says nothing of why',
    against: 'not explained in one clean sentence',
    of: answering((decision) => ({ ...decision, because: '' })),
  },
];

const withoutTransactional = (consents: ConsentLedger): ConsentLedger =>
  Object.fromEntries(Object.entries(consents).filter(([, { purpose }]) => purpose === 'MARKETING'));
