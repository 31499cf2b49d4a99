import { describe, expect, test } from 'vitest';
import { funnelOf, leadOfTalk } from '../../../../../src/cli/demo/funnel.ts';
import { generateJourneys } from '../../../../../src/cli/demo/journeys.ts';
import { zoneAwake } from '../../../../../src/cli/demo/talks/playTalk.ts';
import { generateTalks, talkCount } from '../../../../../src/cli/demo/talks/talks.ts';
import { messageCreated, referralOf } from '../../../../../src/cli/demo/talks/webhooks.ts';
import { instantOf } from '../../../../../src/domain/ids.ts';
import { translateChatwoot } from '../../../../../src/webhooks/chatwoot/translate.ts';
import { demoTranslator } from '../../../../support/memoryClinic.ts';

const now = new Date('2026-03-02T00:00:00Z');
const some = generateTalks({ seed: 'some', now, count: 6 * talkCount });

describe('generated conversations', () => {
  test('are the same for a seed, and the first of them whatever their number', () => {
    expect(generateTalks({ seed: 'some', now, count: 5 })).toEqual(some.slice(0, 5));
    expect(generateTalks({ seed: 'other', now, count: 5 })).not.toEqual(some.slice(0, 5));
  });

  test('tell every story before any of them twice, on all three channels', () => {
    expect(new Set(some.slice(0, talkCount).map(({ story }) => story)).size).toBe(talkCount);
    expect(new Set(some.map(({ channel }) => channel))).toEqual(new Set(['WHATSAPP', 'INSTAGRAM', 'WEB_WIDGET']));
  });

  test('are of people whom no journey of the seed has, with numbers of their own', () => {
    const others = generateJourneys({ seed: 'some', now, count: 300 }).flatMap(({ people }) => people);
    const theirs = new Set(others.flatMap(({ phone, email }) => [phone, email]));
    expect(some.filter(({ person }) => theirs.has(person.phone) || theirs.has(person.email))).toEqual([]);
    expect(new Set(some.map(({ person }) => person.phone)).size).toBe(some.length);
    expect(new Set(some.flatMap(({ ids }) => Object.values(ids))).size).toBe(3 * some.length);
  });

  test('begin in every way: clean, messy, in several messages, and with a voice note', () => {
    const lines = some.flatMap(({ asks }) => asks.lines);
    expect(lines).toContain(null);
    expect(lines.some((line) => /\bstop\b/i.test(line ?? ''))).toBe(true);
    expect(lines.some((line) => /\bmi\b/.test(line ?? ''))).toBe(true);
    expect(lines.some((line) => /\p{Emoji_Presentation}/u.test(line ?? ''))).toBe(true);
    expect(some.some(({ asks }) => asks.lines.length > 2)).toBe(true);
  });

  test('are read as conversations of the channel, with what brought her', () => {
    for (const talk of some) {
      const message = {
        id: talk.ids.message,
        by: 'patient',
        content: talk.asks.lines[0] ?? null,
        contentAttributes: referralOf(talk),
        at: now,
      } as const;
      const read = translateChatwoot(JSON.stringify(messageCreated(talk, message, 1)), demoTranslator, instantOf(now));
      if (read.kind !== 'conversation') throw new Error(`${talk.story}: ${read.kind}`);
      expect(read.report.channel).toBe(talk.channel);
      const kinds = read.report.touches.map(({ kind }) => kind);
      expect(kinds).toContain({ advertisement: 'AD_REFERRAL', page: 'REFERER', herself: 'MESSAGE' }[talk.arrival.by]);
    }
  });
});

describe('the funnel that conversations come to', () => {
  test('counts each person once, on the channel on which she wrote, as far as she got', () => {
    const [talk] = some.filter(({ books }) => books?.ends === 'came');
    if (!talk) throw new Error('the story is told in every round');
    const lead = leadOfTalk({ talk, begunBefore: false, saidYes: true, missing: null });
    const all = { inquiries: 1, linksShared: 1, linksOpened: 1, booked: 1, confirmed: 1, attended: 1 };
    expect([...funnelOf([lead])]).toEqual([[talk.channel, all]]);
  });
});

describe('where people are awake', () => {
  test.each(Array.from({ length: 24 }, (_, hour) => hour))('there is a zone at %i o’clock UTC in which nobody sleeps', (hour) => {
    const at = new Date(Date.UTC(2026, 10, 27, hour, 30));
    const time = new Intl.DateTimeFormat('en-GB', { timeZone: zoneAwake(at), hour: '2-digit', hourCycle: 'h23' }).format(at);
    expect(Number(time)).toBeGreaterThanOrEqual(8);
    expect(Number(time)).toBeLessThan(21);
  });
});
