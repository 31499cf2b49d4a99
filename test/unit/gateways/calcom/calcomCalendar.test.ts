import { afterEach, describe, expect, test } from 'vitest';
import { type Calendar, CalendarError, type CalendarErrorCode } from '../../../../src/domain/calendar/port.ts';
import type { Instant } from '../../../../src/domain/ids.ts';
import { readFound } from '../../../../src/gateways/calcom/bookings.ts';
import { type CalcomCalendarOptions, calcomCalendar } from '../../../../src/gateways/calcom/calcomCalendar.ts';
import { createCalcomClient } from '../../../../src/gateways/calcom/client.ts';
import {
  type ApiBooking,
  type CalcomFault,
  type CalcomServer,
  type CalcomServerOptions,
  startCalcomServer,
  tooManyRequests,
} from '../../../support/calcom/calcomServer.ts';
import { fixture, fixturesArePresent } from '../../../support/fixtures.ts';

let server: CalcomServer;

async function start(options: CalcomServerOptions = {}, own: Partial<CalcomCalendarOptions> = {}): Promise<Calendar> {
  server = await startCalcomServer(options);
  return calcomCalendar({
    url: server.url,
    apiKey: 'cal_test_key',
    owner: { username: 'oshun' },
    timeZone: 'America/Jamaica',
    ...own,
  });
}

afterEach(() => server.close());

const week = { eventType: 'botox-consultation', from: '2026-10-12T00:00:00.000Z' as Instant, to: '2026-10-19T00:00:00.000Z' as Instant };
const times = ['2026-10-15T19:30:00.000Z', '2026-10-14T14:00:00.000Z', '2026-10-20T14:00:00.000Z'];

const codeOf = async (answer: Promise<unknown>): Promise<CalendarErrorCode | 'answered'> => {
  try {
    await answer;
    return 'answered';
  } catch (error) {
    if (error instanceof CalendarError) return error.code;
    throw error;
  }
};

describe('free times', () => {
  test('are asked for with the version, the key, the owner and the clinic’s zone, and come as instants, the earliest first', async () => {
    const calendar = await start({ slots: () => times });
    expect(await calendar.freeTimes(week)).toEqual(['2026-10-14T14:00:00.000Z', '2026-10-15T19:30:00.000Z']);
    expect(server.asked).toEqual([
      {
        path: '/v2/slots',
        version: '2024-09-04',
        authorization: 'Bearer cal_test_key',
        query: { username: 'oshun', eventTypeSlug: 'botox-consultation', start: week.from, end: week.to, timeZone: 'America/Jamaica' },
      },
    ]);
  });

  test('are asked for once while they are kept, and again after that', async () => {
    let now = Date.parse('2026-10-12T09:00:00Z');
    const calendar = await start({ slots: () => times }, { now: () => new Date(now), keep: 60_000 });
    await Promise.all([calendar.freeTimes(week), calendar.freeTimes(week)]);
    now += 59_000;
    await calendar.freeTimes(week);
    expect(server.asked).toHaveLength(1);
    now += 2_000;
    await calendar.freeTimes(week);
    expect(server.asked).toHaveLength(2);
  });

  test('are asked for again after a failure', async () => {
    const calendar = await start({ slots: () => times });
    server.failWith({ type: 'otherVersion' });
    expect(await codeOf(calendar.freeTimes(week))).toBe('UNREADABLE');
    expect(await calendar.freeTimes(week)).toHaveLength(2);
  });

  test('cannot be asked for where the clinic file names no page of Cal.com', async () => {
    const calendar = await start({}, { owner: null });
    expect(await codeOf(calendar.freeTimes(week))).toBe('NOT_FOUND');
    expect(server.asked).toEqual([]);
  });
});

describe('a calendar that fails', () => {
  const lasting = (fault: CalcomFault): readonly CalcomFault[] => [fault, fault, fault, fault, fault];

  test.each<[string, readonly CalcomFault[], CalendarErrorCode | 'answered', number]>([
    ['a broken server is asked three times', lasting({ type: 'status', status: 500 }), 'UNAVAILABLE', 3],
    ['a server that mends itself answers', [{ type: 'status', status: 503 }, { type: 'break' }], 'answered', 3],
    ['a silent server is given up', lasting({ type: 'silence' }), 'TIMED_OUT', 3],
    ['a refusal is not repeated', lasting({ type: 'status', status: 400 }), 'REFUSED', 1],
    ['what is not there is not asked again', lasting({ type: 'status', status: 404 }), 'NOT_FOUND', 1],
    ['a forbidden thing is not asked again', lasting({ type: 'status', status: 403 }), 'UNAUTHORISED', 1],
    ['another version is recognised', [{ type: 'otherVersion' }], 'UNREADABLE', 1],
    ['text that is no JSON is recognised', [{ type: 'status', status: 200, body: 'busy' }], 'UNREADABLE', 1],
    ['a short rest of the rate limit is waited for', [tooManyRequests(1)], 'answered', 2],
    ['a long one is not', [tooManyRequests(60)], 'RATE_LIMITED', 1],
  ])('%s', async (_name, faults, expected, requests) => {
    // Whoever is never answered waits as long as she is told to.
    const calendar = await start({ slots: () => times }, faults[0]?.type === 'silence' ? { timeout: 100 } : {});
    server.failWith(...faults);
    expect(await codeOf(calendar.freeTimes(week))).toBe(expected);
    expect(server.asked).toHaveLength(requests);
  });

  test('a wrong key is told', async () => {
    const calendar = await start({ apiKey: 'cal_another' });
    expect(await codeOf(calendar.freeTimes(week))).toBe('UNAUTHORISED');
  });

  test('a server that is not there is told', async () => {
    const calendar = await start();
    await server.close();
    expect(await codeOf(calendar.freeTimes(week))).toBe('UNAVAILABLE');
  });

  test('nothing is asked during the rest of the rate limit, and again after it', async () => {
    let now = Date.parse('2026-10-12T09:00:00Z');
    const calendar = await start({ slots: () => times }, { now: () => new Date(now) });
    server.failWith(tooManyRequests(60));
    await codeOf(calendar.freeTimes(week));
    now += 40_000;
    expect(await codeOf(calendar.freeTimes(week))).toBe('RATE_LIMITED');
    expect(server.asked).toHaveLength(1);
    now += 21_000;
    expect(await codeOf(calendar.freeTimes(week))).toBe('answered');
  });

  test('says nothing of what was asked in its messages', async () => {
    const calendar = await start();
    server.failWith({
      type: 'status',
      status: 400,
      body: { error: { code: 'BadRequestException', message: 'keisha.brown@example.com is busy' } },
    });
    await expect(calendar.freeTimes(week)).rejects.toThrow(/^Cal\.com answered 400 \(BadRequestException\)$/);
  });
});

const booking = (uid: string, minute: number, change: Partial<ApiBooking> = {}): ApiBooking => ({
  uid,
  status: 'accepted',
  start: '2026-10-14T14:00:00.000Z',
  end: '2026-10-14T14:30:00.000Z',
  createdAt: '2026-10-05T18:00:00.000Z',
  updatedAt: new Date(Date.parse('2026-10-05T18:00:00.000Z') + minute * 60_000).toISOString(),
  attendees: [],
  ...change,
});

describe('bookings', () => {
  test('come page by page in the order of their change, with the calendar’s own clock', async () => {
    const all = Array.from({ length: 230 }, (_, index) => booking(`uid-${index}`, index));
    const calendar = await start({ bookings: () => all.toReversed(), now: () => new Date('2026-10-06T00:00:00Z') });
    const since = '2026-10-05T18:10:00.000Z' as Instant;
    const pages = [];
    for (const skip of [0, 100, 200]) pages.push(await calendar.bookingsChanged({ since, skip }));
    expect(pages.flatMap(({ bookings }) => bookings.map(({ uid }) => uid))).toEqual(all.slice(10).map(({ uid }) => uid));
    expect(pages.map(({ isLast }) => isLast)).toEqual([false, false, true]);
    expect(pages[0]?.answeredAt).toBe('2026-10-06T00:00:00.000Z');
    expect(server.asked[0]).toMatchObject({
      version: '2024-08-13',
      query: { afterUpdatedAt: since, sortUpdatedAt: 'asc', take: '100', skip: '0' },
    });
  });

  test('whose time is over are asked for by their ends', async () => {
    const calendar = await start({ bookings: () => [booking('over', 0), booking('to-come', 0, { end: '2026-10-20T14:30:00.000Z' })] });
    const page = await calendar.bookingsOver({
      from: '2026-10-13T00:00:00.000Z' as Instant,
      to: '2026-10-15T00:00:00.000Z' as Instant,
      skip: 0,
    });
    expect(page.bookings.map(({ uid }) => uid)).toEqual(['over']);
  });

  test('that cannot be read are named, and keep no other from being read', async () => {
    const calendar = await start({ bookings: () => [booking('good', 0), booking('bad', 1, { status: 'thinking' })] });
    const page = await calendar.bookingsChanged({ since: '2026-10-05T00:00:00.000Z' as Instant, skip: 0 });
    expect([page.bookings.map(({ uid }) => uid), page.unreadable]).toEqual([['good'], ['bad']]);
  });

  test('are not asked for once the signal aborts', async () => {
    server = await startCalcomServer();
    const client = createCalcomClient({ url: `${server.url}/v2/`, apiKey: 'cal_test_key' });
    server.failWith({ type: 'silence' });
    const stopping = new AbortController();
    const answer = client({ path: '/bookings', version: '2024-08-13', query: {}, signal: stopping.signal });
    stopping.abort();
    await expect(answer).rejects.toThrow('aborted');
  });

  test.skipIf(!fixturesArePresent)('are read as the fixtures have them', async () => {
    server = await startCalcomServer();
    const entry = (file: string): unknown => (fixture('calcom', file) as { data: unknown }).data; // the API's envelope
    expect(readFound(entry('api/booking_get_200.json'))).toMatchObject({
      uid: 'mT8xNc3LfWq6uEoPz1GvBk',
      status: 'ACCEPTED',
      startsAt: '2026-10-16T19:30:00.000Z',
      rescheduledFrom: 'hQ4mVb7TzKp2sXwYd9RcJa',
      iCalUid: 'hQ4mVb7TzKp2sXwYd9RcJa@cal.example.com',
      eventType: 'botox-consultation',
      host: 'Dr. Simone Campbell',
      attendees: [{ name: 'Keisha Brown', phone: '+18765550142', absent: false }],
      metadata: { channel: 'whatsapp' },
    });
    expect(readFound(entry('api/booking_cancel_200.json'))).toMatchObject({ status: 'CANCELLED', reason: 'I have to travel that day.' });
  });
});
