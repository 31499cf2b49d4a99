import { describe, expect, test } from 'vitest';
import type { ConversationContext } from '../../../../src/assistant/conversationContext.ts';
import { createKaren } from '../../../../src/assistant/karen.ts';
import type { ActionChosen } from '../../../../src/domain/conversation/decisionEvents.ts';
import type { Intent } from '../../../../src/domain/conversation/intent.ts';
import { messageOf } from '../../../support/conversationReports.ts';
import { contextOf, offline, threeTimes, turn, visitOf, wrote } from '../../../support/karen.ts';
import { demoSettings } from '../../../support/memoryClinic.ts';

const karen = createKaren({ offline, openai: null, clock: () => 0 });

const answer = async (text: string, change: Partial<ConversationContext> = {}) => {
  const { classified, chosen } = await karen.decide(contextOf(text, change), true);
  return { intent: classified.intent, actions: chosen.chosen, reply: textOf(chosen) };
};

/** What she is told; these tests know nothing of erasure. */
const textOf = ({ reply }: Pick<ActionChosen['data'], 'reply'>): string => (typeof reply === 'string' ? reply : '');

describe('the answer to "hi, i want to try botox, is the consultation free?"', () => {
  const asked = 'hi, i want to try botox, is the consultation free?';

  test('has the procedure, a benefit, what happens, that it is free, and a place for the link', async () => {
    const { reply, actions } = await answer(asked, { introduced: false });
    expect(actions).toEqual([{ action: 'suggest_booking', procedure: 'botox', startsAt: null }]);
    expect(reply).toMatch(/AI assistant of Oshun Cosmetic|Oshun Cosmetic's AI assistant/);
    expect(reply).toContain('Botox');
    expect(reply).toContain("softens frown lines and crow's feet for three to four months, with no time off work.");
    expect(reply).toContain('A clinician listens to what you would like');
    expect(reply).toMatch(/free/);
    expect(reply.split('[LINK]')).toHaveLength(2);
  });

  test('changes with the clinic’s file', async () => {
    const clinic = {
      ...demoSettings,
      name: 'Yemaya Skin',
      assistant: { ...demoSettings.assistant, name: 'Nadine' },
      consultation: { free: false, minutes: 45, expect: 'our nurse looks at your face in good light' },
      procedures: demoSettings.procedures.map((one) =>
        one.slug === 'botox' ? { ...one, name: 'Toxin', benefits: 'rests the brow' } : one,
      ),
    };
    const { reply } = await answer(asked, { clinic, introduced: false });
    expect(reply).toMatch(/Nadine.*Yemaya Skin|Yemaya Skin.*Nadine/);
    expect(reply).toContain('Toxin rests the brow.');
    expect(reply).toContain('Our nurse looks at your face in good light.');
    expect(reply).toContain('45 minutes');
    expect(reply).not.toMatch(/free|Botox|Oshun/i);
  });

  test('names no procedure where the clinic is discreet', async () => {
    const { reply } = await answer(asked, { clinic: { ...demoSettings, discreet: true } });
    expect(reply).not.toMatch(/botox/i);
    expect(reply).toContain('[LINK]');
  });

  test('is shorter the second time, and then in other words', async () => {
    const { reply } = await answer('ok, book me in for botox', {
      turns: [
        turn('karen', "Botox softens frown lines and crow's feet for three to four months, with no time off work.", {
          purpose: 'BOOKING_LINK',
        }),
      ],
    });
    expect(reply).not.toContain('frown lines');
    expect(reply).toMatch(/link again|any time here/);
  });
});

/** A message of each intent, with what belongs into the answer. */
const each: readonly {
  readonly intent: Intent;
  readonly text: string;
  readonly says: RegExp;
  readonly change?: Partial<ConversationContext>;
}[] = [
  { intent: 'medical_concern', text: 'my lips are swelling and i can barely see out of one eye', says: /clinici.*emergency/s },
  { intent: 'opt_out', text: 'STOP', says: /no more messages on WhatsApp/ },
  { intent: 'complaint', text: 'this is the worst service ever i want my money back', says: /team/ },
  { intent: 'human', text: 'can i talk to a real person', says: /team/ },
  { intent: 'reschedule', text: 'i need to move my appointment', says: /reschedule\/uid-one/, change: { visits: [visitOf()] } },
  { intent: 'cancel', text: 'cancel my visit please, i cannot come', says: /cancel=true/, change: { visits: [visitOf()] } },
  {
    intent: 'confirm',
    text: 'yes',
    says: /Wednesday 14 October/,
    change: { visits: [visitOf()], situation: 'reminder_sent', situationVisit: visitOf() },
  },
  { intent: 'booking', text: 'i want to book a hydrafacial', says: /glow the same day.*\[LINK\]/s },
  { intent: 'availability', text: 'anything free friday evening?', says: /\[TIMES\]/ },
  { intent: 'pre_care', text: 'what should i do before the visit', says: /bring a photo ID/, change: { visits: [visitOf()] } },
  { intent: 'aftercare', text: 'can i wash my face after botox', says: /answer/ },
  { intent: 'pricing', text: 'how much is lip filler', says: /US\$400/ },
  { intent: 'procedure_info', text: 'what is prp', says: /your own plasma/ },
  { intent: 'clinic_info', text: 'where are you located', says: /99 Example Plaza/ },
  { intent: 'small_talk', text: 'thanks so much', says: /welcome|Anytime|pleasure|thank you/i },
  { intent: 'other', text: 'write me a python script', says: /only/ },
];

describe('an answer', () => {
  test.each(each)('is there for $intent', async ({ intent, text, says, change }) => {
    const answered = await answer(text, change);
    expect(answered.intent).toBe(intent);
    expect(answered.reply).toMatch(says);
    expect(answered.actions).not.toEqual([]);
  });

  test.each(each)('to $intent is said in several ways', async ({ text, change }) => {
    const replies = await Promise.all(
      Array.from({ length: 12 }, (_, index) => answer(text, { ...change, asked: [wrote(text, { message: messageOf(`${index}`) })] })),
    );
    // The one confirmation that the law asks for is always the same, and a list is a list.
    const least = text === 'STOP' ? 1 : 2;
    expect(new Set(replies.map(({ reply }) => reply)).size).toBeGreaterThanOrEqual(least);
  });

  test('is the same for the same message', async () => {
    expect(await answer('how much is botox')).toEqual(await answer('how much is botox'));
  });

  test('takes up a free time that she was offered', async () => {
    const { reply, actions } = await answer('2', { offeredTimes: threeTimes });
    expect(actions).toEqual([{ action: 'suggest_booking', procedure: null, startsAt: threeTimes[1]?.startsAt }]);
    expect(reply).toContain('Wednesday 7 October at 2:30 pm');
  });

  test('about several messages at once takes the most urgent', async () => {
    const asked = [wrote('hi', { message: messageOf('1') }), wrote('how much is botox? i am breastfeeding', { message: messageOf('2') })];
    const { classified, chosen } = await karen.decide(contextOf('', { asked }), true);
    expect(classified).toMatchObject({ intent: 'medical_concern', message: messageOf('2'), together: [messageOf('1')] });
    expect(chosen.chosen).toEqual([{ action: 'hand_off', reason: 'medical' }]);
  });

  test('to a picture without words is a person’s', async () => {
    const { actions, reply } = await answer('', { asked: [wrote(null)] });
    expect(actions).toEqual([{ action: 'hand_off', reason: 'attachment' }]);
    expect(reply).toContain('only read text');
  });

  test('to a question that the file does not answer is a person’s', async () => {
    expect((await answer('do you have payment plans for laser?')).actions).toEqual([{ action: 'hand_off', reason: 'unknown' }]);
    const priced = { ...demoSettings, consultation: { ...demoSettings.consultation, free: false } };
    expect((await answer('is the consultation free?', { clinic: priced })).actions).toEqual([{ action: 'hand_off', reason: 'unknown' }]);
  });

  test('about a visit is a person’s where she has none, or several', async () => {
    const visits = [visitOf(), visitOf({ startsAt: threeTimes[0]?.startsAt ?? visitOf().startsAt })];
    expect((await answer('cancel my visit please, i cannot come')).actions).toEqual([{ action: 'hand_off', reason: 'visit' }]);
    expect((await answer('cancel my visit please, i cannot come', { visits })).actions).toEqual([{ action: 'hand_off', reason: 'visit' }]);
  });
});

describe('somebody who wants no more messages', () => {
  test('is told so once', async () => {
    const { reply, actions } = await answer('stop', { mayReply: false });
    expect(reply).toMatch(/^Done:/);
    expect(actions).toEqual([{ action: 'opt_out', channels: 'this', purpose: 'TRANSACTIONAL' }]);
    expect((await answer('stop', { mayReply: false, stopConfirmed: true })).reply).toBe('');
  });

  test('and writes again gets a person, and no word of Karen’s', async () => {
    const { reply, actions } = await answer('how much is botox', { mayReply: false });
    expect(reply).toBe('');
    expect(actions).toEqual([{ action: 'hand_off', reason: 'refused' }]);
  });
});
