import { afterEach, describe, expect, test } from 'vitest';
import type { ConversationContext } from '../../../src/assistant/conversationContext.ts';
import { createKaren, type Karen } from '../../../src/assistant/karen.ts';
import { type BookingId, instantOf } from '../../../src/domain/ids.ts';
import { parseStreamName } from '../../../src/domain/stream.ts';
import { handle } from '../../../src/eventStore/commandHandler.ts';
import { folds } from '../../../src/eventStore/folds.ts';
import { EventStoreError } from '../../../src/eventStore/port.ts';
import type { ReplyWish } from '../../../src/processes/karen/parts.ts';
import { conversationReport, inbound, outbound, requested } from '../../support/conversationReports.ts';
import { offline, threeTimes } from '../../support/karen.ts';
import { everything } from '../../support/log.ts';
import { demoSettings } from '../../support/memoryClinic.ts';
import { publicUrl } from '../../support/memoryKaren.ts';
import { type KarenStage, type KarenStageOptions, karenStage, keishasStream } from '../../support/processes/karenStage.ts';
import { record } from '../../support/processes/stage.ts';
import { bookingReport, rescheduled } from '../../support/reports.ts';

let stage: KarenStage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

const start = async (options: KarenStageOptions = {}): Promise<KarenStage> => {
  stage = await karenStage(options);
  return stage;
};

const now = ({ clock }: KarenStage) => instantOf(clock.now());
const wish = 'hi, i want to try botox, is the consultation free?';

describe('a message', () => {
  test('is answered once, with a link that leads back to its conversation, and both halves of the decision are events', async () => {
    const karen = await start();
    await karen.write(wish);
    await karen.pass(60);
    expect(karen.sent).toHaveLength(1);
    expect(karen.sent[0]).toMatchObject({ about: { purpose: 'BOOKING_LINK' }, answers: 1, legallyRequired: false, handsOver: false });
    const text = karen.sent[0]?.text ?? '';
    expect(text).toMatch(/AI assistant/);
    expect(text).toContain("Botox softens frown lines and crow's feet");
    expect(text).toMatch(/free/);
    expect(text).toContain(`${publicUrl}/b/`);
    expect(text).not.toMatch(/\[LINK\]/);
    expect(await karen.events('BookingLinkShared')).toMatchObject([{ data: { procedure: 'botox' } }]);
    expect(await karen.events('IntentClassified')).toMatchObject([{ data: { intent: 'booking', procedure: 'botox' } }]);
    expect(await karen.events('ActionChosen')).toMatchObject([
      { data: { chosen: [{ action: 'suggest_booking' }], introduces: true, answers: 1 } },
    ]);
    expect(karen.running.errors).toEqual([]);
  });

  test('is answered together with those that follow at once', async () => {
    const karen = await start();
    await karen.write('hi');
    await karen.pass(2);
    await karen.write('i want to try botox');
    await karen.pass(3);
    await karen.write('how much is it?');
    await karen.pass(60);
    expect(karen.sent).toHaveLength(1);
    expect(karen.sent[0]).toMatchObject({ answers: 3 });
    expect(karen.sent[0]?.text).toContain('US$250');
    expect((await karen.events('IntentClassified'))[0]?.data.together).toHaveLength(2);
  });

  test('is not left waiting by one who never stops writing', async () => {
    const karen = await start();
    for (let times = 0; times < 13; times++) {
      await karen.write(times === 0 ? wish : 'and another thing');
      await karen.pass(3);
    }
    expect(karen.sent.length).toBeGreaterThan(0);
  });

  test('is answered from what was said before, and introduced once', async () => {
    const karen = await start();
    await karen.write('hi, what is hydrafacial');
    await karen.pass(60);
    await karen.write('how much is it');
    await karen.pass(60);
    expect(karen.sent).toHaveLength(2);
    expect(karen.sent[1]?.text).toContain('US$170');
    expect(karen.sent[1]?.text).not.toMatch(/AI assistant/);
  });

  test('offers free times by numbers', async () => {
    const karen = await start({ freeTimes: threeTimes.map(({ startsAt }) => startsAt) });
    await karen.write('anything free friday for botox?');
    await karen.pass(60);
    expect(karen.sent[0]?.text).toContain('2. Wednesday 7 October at 2:30 pm (Jamaica time)');
  });

  test('that a machine wrote for her gets no answer', async () => {
    const karen = await start();
    await karen.write('I am out of the office', { automatic: true });
    await karen.pass(60);
    expect(karen.sent).toEqual([]);
    expect(await karen.events('IntentClassified')).toEqual([]);
  });

  test('of yesterday that comes in now is a part of a talk that Karen was never in', async () => {
    const karen = await start();
    await karen.write(wish, { at: instantOf(new Date('2026-10-04T12:00:00Z')) });
    await karen.pass(60);
    expect(karen.sent).toEqual([]);
    expect(await karen.events('StaffTaskRaised')).toEqual([]);
  });

  test('that nobody got to for hours is a person’s', async () => {
    const karen = await start();
    await karen.write(wish, { at: instantOf(new Date('2026-10-05T15:00:00Z')) });
    await karen.pass(60);
    expect(karen.sent).toEqual([]);
    expect(await karen.events('StaffTaskRaised')).toMatchObject([
      { data: { kind: 'HAND_OFF', reason: 'A message of hers was not answered in time.' } },
    ]);
  });
});

describe('a voice note', () => {
  const voice = { attachments: [{ kind: 'audio', url: null }] };

  test('is answered once Chatwoot has written down what it says', async () => {
    const karen = await start();
    await karen.write(null, voice);
    await karen.pass(10);
    await karen.tell(
      conversationReport({
        messages: [inbound('m1', { at: instantOf(new Date('2026-10-05T18:03:00Z')), text: null, ...voice, transcript: wish })],
      }),
    );
    await karen.pass(60);
    expect(karen.sent).toHaveLength(1);
    expect(karen.sent[0]?.text).toContain('/b/');
  });

  test('that stays without words is a person’s', async () => {
    const karen = await start();
    await karen.write(null, voice);
    await karen.pass(60);
    expect(karen.sent).toMatchObject([{ handsOver: false, text: expect.stringContaining('only read text') }]);
    expect(await karen.events('StaffTaskRaised')).toMatchObject([{ data: { reason: 'What came is not in words.' } }]);
  });
});

describe('a person takes over', () => {
  test('at once for a medical concern, and from then on Karen only listens', async () => {
    const karen = await start();
    await karen.write('my face is swelling badly since the filler');
    await karen.pass(60);
    expect(karen.sent).toMatchObject([{ handsOver: true, text: expect.stringContaining('emergency') }]);
    expect(await karen.events('StaffTaskRaised')).toMatchObject([{ data: { kind: 'MEDICAL_CONCERN' } }]);
    await karen.write('how much is botox?');
    await karen.pass(60);
    expect(karen.sent).toHaveLength(1);
    expect(await karen.events('IntentClassified')).toHaveLength(2);
    expect(await karen.events('ActionChosen')).toHaveLength(1);
  });

  test('by writing: Karen is silent, and tells of a danger all the same', async () => {
    const karen = await start();
    await karen.tell(conversationReport({ messages: [inbound('a', { at: now(karen) }), outbound('b', { at: now(karen) })] }));
    await karen.pass(60);
    await karen.write('ok. and mi cyaa breathe good since di drip');
    await karen.pass(60);
    expect(karen.sent).toEqual([]);
    expect(await karen.events('StaffTaskRaised')).toMatchObject([{ data: { kind: 'MEDICAL_CONCERN' } }]);
  });

  test('for a question that the clinic’s file does not answer, while Karen goes on with the rest', async () => {
    const karen = await start();
    await karen.write('do you have parking?');
    await karen.pass(60);
    expect(await karen.events('StaffTaskRaised')).toMatchObject([{ data: { kind: 'HAND_OFF' } }]);
    await karen.write('ok, i want to book botox');
    await karen.pass(60);
    expect(karen.sent).toHaveLength(2);
    expect(karen.sent[1]?.text).toContain('/b/');
  });
});

describe('STOP', () => {
  test('is confirmed once; who writes again gets a person and no word of Karen’s', async () => {
    const karen = await start();
    await karen.write('STOP');
    await karen.pass(60);
    expect(karen.sent).toMatchObject([{ legallyRequired: true, handsOver: false, text: expect.stringMatching(/^Done:/) }]);
    expect(await karen.events('ConsentWithdrawn')).toHaveLength(1);
    await karen.write('stop');
    await karen.write('how much is botox?');
    await karen.pass(60);
    expect(karen.sent).toHaveLength(1);
  });
});

describe('her yes', () => {
  /** She booked by her phone, wrote, and was reminded of the visit. */
  async function reminded(): Promise<KarenStage> {
    const karen = await start();
    const identifiers = conversationReport().person.identifiers.filter(({ kind }) => kind === 'PHONE');
    await karen.write('hello');
    await karen.pass(60);
    await record(karen.log, 'hers', bookingReport({ booker: { name: 'Keisha Brown', identifiers } }));
    const scheduled = (await everything(karen.log)).find(({ event }) => event.type === 'BookingScheduled');
    const booking = parseStreamName(scheduled?.stream ?? '')?.id as BookingId; // a booking's id is one
    const about = { purpose: 'REMINDER', booking, appointmentVersion: 1, careStep: null } as const;
    const reminder = requested({ about, author: 'SYSTEM', text: 'See you then? Reply YES', at: now(karen) });
    const { message, at, author, text } = reminder.data;
    const rest = { staff: null, holdsUntil: null, canReply: true, standing: null, attachments: [] };
    await handle(karen.log, {
      clinic: demoSettings.slug,
      stream: keishasStream,
      fold: folds.conversation,
      cause: { id: 'reminder', correlationId: 'reminder', actor: 'system', channel: null, occurredAt: at },
      step: 'remind',
      subject: (state) => (state.status === 'known' ? state.contact : null),
      decide: () => [reminder, { type: 'MessageSent', data: { message, externalId: '990', at, author, about, text, ...rest } }],
    });
    await karen.pass(60);
    return karen;
  }

  test('to a reminder confirms that she is coming, to the visit as it stands', async () => {
    const karen = await reminded();
    await karen.write('yes');
    await karen.pass(60);
    expect(await karen.events('AttendanceConfirmed')).toMatchObject([{ data: { uid: 'uid-one', version: 1 } }]);
    expect(karen.sent.at(-1)).toMatchObject({
      about: { purpose: 'REPLY', appointmentVersion: 1 },
      text: expect.stringMatching(/October at/),
    });
  });

  test('to a visit that was moved since confirms nothing', async () => {
    const karen = await reminded();
    await record(karen.log, 'moved', rescheduled('uid-two', 'uid-one', 1, now(karen)));
    await karen.write('yes');
    await karen.pass(60);
    expect(await karen.events('AttendanceConfirmed')).toEqual([]);
  });
});

describe('whatever breaks', () => {
  test('the reply is asked for once more with the same link, under the same cause', async () => {
    const wishes: [ReplyWish, string][] = [];
    const karen = await start({
      async send(_log, asked, { id }) {
        wishes.push([asked, id]);
        if (wishes.length < 3) throw new EventStoreError('UNAVAILABLE', 'the store is away');
      },
    });
    await karen.write(wish);
    await karen.pass(120);
    expect(wishes).toHaveLength(3);
    expect(new Set(wishes.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await karen.events('BookingLinkShared')).toHaveLength(1);
  });

  test('in Karen herself, a person answers', async () => {
    const broken: Karen = {
      decide: () => Promise.reject(new Error('a fault of ours')),
      listen: () => Promise.reject(new Error('a fault of ours')),
    };
    const karen = await start({ karenOf: () => broken });
    await karen.write(wish);
    await karen.pass(600);
    expect(karen.sent).toEqual([]);
    expect(await karen.events('StaffTaskRaised')).toMatchObject([{ data: { reason: 'Karen could not answer a message of hers.' } }]);
  });
});

describe('what Karen knows', () => {
  /** What she was asked with, and whether a model might be asked. */
  async function known(options: KarenStageOptions, play: (karen: KarenStage) => Promise<void>) {
    const asked: { context: ConversationContext; mayAsk: boolean }[] = [];
    const own = createKaren({ offline, openai: null, clock: () => 0 });
    const listening: Karen = {
      ...own,
      decide(context, mayAsk) {
        asked.push({ context, mayAsk });
        return own.decide(context, mayAsk);
      },
    };
    const karen = await start({ ...options, karenOf: () => listening });
    await play(karen);
    await karen.pass(60);
    return asked;
  }

  test('is her own visits, with Cal.com’s pages for them, and nobody else’s', async () => {
    const identifiers = conversationReport().person.identifiers.filter(({ kind }) => kind === 'PHONE');
    const hers = bookingReport({ booker: { name: 'Keisha Brown', identifiers }, details: { uid: 'uid-hers', iCalUid: null } });
    const another = bookingReport({
      booker: { name: 'Marva Grant', identifiers: [{ kind: 'EMAIL', value: 'marva@example.com' }] },
      details: { uid: 'uid-marva', iCalUid: null },
    });
    const asked = await known({}, async (karen) => {
      await karen.write('hello');
      await karen.pass(60);
      await record(karen.log, 'hers', hers);
      await record(karen.log, 'marva', another);
      await karen.write('when is my appointment?');
    });
    const [before, after] = asked.map(({ context }) => context);
    expect(before?.visits).toEqual([]);
    expect(after?.visits).toMatchObject([
      { manage: { move: 'https://cal.com/reschedule/uid-hers', cancel: 'https://cal.com/booking/uid-hers?cancel=true' } },
    ]);
    expect(JSON.stringify(after)).not.toMatch(/marva/i);
    expect(JSON.stringify(after)).not.toMatch(/8765550142/);
    expect(stage?.sent[1]?.text).toMatch(/You are booked for your .* \(Jamaica time\)/);
  });

  test('is whether the month’s budget allows to ask a model', async () => {
    const months: string[] = [];
    const spent = async (_clinic: string, month: string): Promise<number> => {
      months.push(month);
      return 50_000_000;
    };
    expect((await known({ spent }, (karen) => karen.write(wish))).map(({ mayAsk }) => mayAsk)).toEqual([false]);
    expect(months).toEqual(['2026-10']);
    await stage?.close();
    const settings = { ...demoSettings, assistant: { ...demoSettings.assistant, monthlyBudget: { amount: 51, currency: 'USD' } } };
    expect((await known({ spent, settings }, (karen) => karen.write(wish))).map(({ mayAsk }) => mayAsk)).toEqual([true]);
  });
});
