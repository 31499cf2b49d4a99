import { describe, expect, test } from 'vitest';
import { type Calendar, CalendarError } from '../../../../src/domain/calendar/port.ts';
import type { Instant } from '../../../../src/domain/ids.ts';
import { offerTimes } from '../../../../src/eventStore/commands/offerTimes.ts';
import { causeAt, conversationOf, publicUrl, share, writeIn } from '../../../support/bookingLinks.ts';
import { at } from '../../../support/conversationReports.ts';
import { everything, memoryLog } from '../../../support/log.ts';
import { fixtureSettings } from '../../../support/memoryClinic.ts';

const never = async (): Promise<never> => {
  throw new Error('nobody asks this here');
};

/** A calendar that says these times are free, or fails; it remembers what it was asked. */
function calendarOf(answer: readonly string[] | CalendarError): Calendar & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async freeTimes({ eventType, from, to }) {
      asked.push(`${eventType} ${from} ${to}`);
      if (answer instanceof CalendarError) throw answer;
      return answer as readonly Instant[]; // the tests name them well
    },
    bookingsChanged: never,
    bookingsOver: never,
  };
}

const free = ['2026-10-06T14:00:00.000Z', '2026-10-07T19:00:00.000Z', '2026-10-08T22:30:00.000Z', '2026-10-09T14:00:00.000Z'];
const wanted = { conversation: conversationOf('WHATSAPP'), procedure: 'botox', publicUrl };
const cause = causeAt('asked for times', at('18:10'));

async function stage() {
  const log = memoryLog();
  await writeIn(log, 'WHATSAPP');
  return log;
}

describe('offering times', () => {
  test('offers three in the clinic’s zone and words, and records them', async () => {
    const log = await stage();
    const calendar = calendarOf(free);
    const result = await offerTimes(log, fixtureSettings, calendar, wanted, cause);
    expect(result).toMatchObject({
      type: 'times',
      eventType: 'toxin-review',
      times: [
        { startsAt: free[0], words: 'Tuesday, 6 October at 9:00 am, Jamaica time' },
        { startsAt: free[1], words: 'Wednesday, 7 October at 2:00 pm, Jamaica time' },
        { startsAt: free[2], words: 'Thursday, 8 October at 5:30 pm, Jamaica time' },
      ],
    });
    expect(calendar.asked).toEqual(['toxin-review 2026-10-05T18:10:00.000Z 2026-10-26T18:10:00.000Z']);
    const offers = (await everything(log)).filter(({ event }) => event.type === 'AvailabilityOffered');
    expect(offers.map(({ event }) => event.data)).toMatchObject([{ times: free.slice(0, 3), timeZone: 'America/Jamaica' }]);
  });

  test('offers the same again for the same cause, without asking', async () => {
    const log = await stage();
    const first = await offerTimes(log, fixtureSettings, calendarOf(free), wanted, cause);
    const calendar = calendarOf(['2026-10-20T14:00:00.000Z']);
    expect(await offerTimes(log, fixtureSettings, calendar, wanted, cause)).toEqual(first);
    expect(calendar.asked).toEqual([]);
    expect((await everything(log)).filter(({ event }) => event.type === 'AvailabilityOffered')).toHaveLength(1);
  });

  test.each([
    ['is away', calendarOf(new CalendarError('UNAVAILABLE', 'away')), 'calendarAway'],
    ['was asked too often', calendarOf(new CalendarError('RATE_LIMITED', 'too often')), 'calendarAway'],
    ['has nothing free', calendarOf([]), 'noFreeTimes'],
    ['is none that can be asked', null, 'noCalendar'],
  ])('shares the plain link when the calendar %s', async (_why, calendar, because) => {
    const log = await stage();
    const result = await offerTimes(log, fixtureSettings, calendar, wanted, cause);
    expect(result).toMatchObject({ type: 'link', because, link: { type: 'shared', url: expect.stringContaining('/b/oshun.') } });
    expect((await everything(log)).filter(({ event }) => event.type === 'BookingLinkShared')).toHaveLength(1);
  });

  test('lets a bug be seen', async () => {
    const log = await stage();
    const broken = { ...calendarOf(free), freeTimes: async () => Promise.reject(new TypeError('a bug')) };
    await expect(offerTimes(log, fixtureSettings, broken, wanted, cause)).rejects.toThrow('a bug');
  });

  test('makes a link of the time that she chose', async () => {
    const log = await stage();
    const result = await offerTimes(log, fixtureSettings, calendarOf(free), wanted, cause);
    if (result.type !== 'times') throw new Error('there are times');
    const startsAt = result.times[1]?.startsAt as Instant; // there are three
    await share(log, 'WHATSAPP', { visit: { eventType: result.eventType, startsAt }, cause: causeAt('she chose 2', at('18:12')) });
    const shared = (await everything(log)).flatMap(({ event }) => (event.type === 'BookingLinkShared' ? [event.data.visit] : []));
    expect(shared).toEqual([{ eventType: 'toxin-review', startsAt: free[1] }]);
  });
});
