import { describe, expect, test } from 'vitest';
import { type Calendar, CalendarError } from '../../../../src/domain/calendar/port.ts';
import type { Instant } from '../../../../src/domain/ids.ts';
import { offerTimes } from '../../../../src/eventStore/commands/offerTimes.ts';
import { causeAt, conversationOf, share, writeIn } from '../../../support/bookingLinks.ts';
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
const wanted = { conversation: conversationOf('WHATSAPP'), procedure: 'botox', wanted: null };
const cause = causeAt('asked for times', at('18:10'));

async function stage() {
  const log = memoryLog();
  await writeIn(log, 'WHATSAPP');
  return log;
}

describe('offering times', () => {
  test('offers three, and records them with the clinic’s zone', async () => {
    const log = await stage();
    const calendar = calendarOf(free);
    const result = await offerTimes(log, fixtureSettings, calendar, wanted, cause);
    expect(result).toMatchObject({
      type: 'times',
      offer: { eventType: 'toxin-review', times: free.slice(0, 3), timeZone: 'America/Jamaica' },
    });
    expect(calendar.asked).toEqual(['toxin-review 2026-10-05T18:10:00.000Z 2026-10-26T18:10:00.000Z']);
    const offers = (await everything(log)).filter(({ event }) => event.type === 'AvailabilityOffered');
    expect(offers.map(({ event }) => event.data)).toMatchObject([{ times: free.slice(0, 3), timeZone: 'America/Jamaica' }]);
  });

  test('looks as far ahead as she asks', async () => {
    const log = await stage();
    const calendar = calendarOf(free);
    const later = { from: '2026-11-02T05:00:00.000Z' as Instant, until: '2026-11-09T05:00:00.000Z' as Instant, part: null };
    await offerTimes(log, fixtureSettings, calendar, { ...wanted, wanted: later }, cause);
    expect(calendar.asked).toEqual(['toxin-review 2026-10-05T18:10:00.000Z 2026-11-09T05:00:00.000Z']);
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
  ])('says why it offers none when the calendar %s', async (_why, calendar, because) => {
    const log = await stage();
    const result = await offerTimes(log, fixtureSettings, calendar, wanted, cause);
    expect(result).toEqual({ type: 'none', because });
    expect((await everything(log)).filter(({ event }) => event.type === 'AvailabilityOffered')).toEqual([]);
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
    const startsAt = result.offer.times[1] as Instant; // there are three
    await share(log, 'WHATSAPP', { visit: { eventType: result.offer.eventType, startsAt }, cause: causeAt('she chose 2', at('18:12')) });
    const shared = (await everything(log)).flatMap(({ event }) => (event.type === 'BookingLinkShared' ? [event.data.visit] : []));
    expect(shared).toEqual([{ eventType: 'toxin-review', startsAt: free[1] }]);
  });
});
