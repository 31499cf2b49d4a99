import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemViewer } from '../../src/domain/viewer.ts';
import { follow, startTestApp, type TestApp } from '../support/app.ts';
import { calcomBody, personBody } from '../support/calcomBody.ts';
import { eventStores } from '../support/eventStores.ts';
import { graphql } from './gql/gql.ts';
import type { BookingFeedSubscription, BookingFeedSubscriptionVariables } from './gql/graphql.ts';

const feed = graphql(`
  subscription BookingFeed($after: Cursor, $filter: BookingFilter) {
    bookingFeed(after: $after, filter: $filter) {
      __typename
      ... on FeedFrame { cursor }
      ... on BookingChanged { kind left occurredAt booking { uid status startsAt version } }
    }
  }
`);

type Frame = BookingFeedSubscription;
type Changed = Extract<Frame['bookingFeed'], { __typename: 'BookingChanged' }>;

/** A fresh one a run: a store that outlives it knows the last run's. */
const clinic = `clinic-${crypto.randomUUID().slice(0, 8)}`;

describe.each(eventStores)('on $name', ({ open }) => {
  let store: Awaited<ReturnType<typeof open>>;
  let app: TestApp;
  beforeAll(async () => {
    store = await open();
    app = await startTestApp({ clinics: [clinic], heartbeat: 200, eventStoreUrl: store.eventStoreUrl });
  });
  afterAll(async () => {
    await app.close();
    await store.close();
  });

  const subscribe = (variables: BookingFeedSubscriptionVariables = {}) => follow<Frame>(app.socket(), { query: String(feed), variables });
  const changes = (frames: readonly Frame[]): readonly Changed[] =>
    frames.flatMap(({ bookingFeed }) => (bookingFeed.__typename === 'BookingChanged' ? [bookingFeed] : []));
  const isReady = (frames: readonly Frame[]): boolean => frames.some(({ bookingFeed }) => bookingFeed.__typename === 'FeedReady');
  const cursors = (frames: readonly Frame[]): readonly string[] => frames.map(({ bookingFeed }) => bookingFeed.cursor);

  describe('the booking feed over a WebSocket', () => {
    test('says that it is live, and then what happens, with cursors that sort', async () => {
      const one = subscribe();
      await one.until(isReady);
      await app.deliver(clinic, calcomBody({ uid: 'live-1' }));
      await app.deliver(
        clinic,
        calcomBody({ uid: 'live-2', previousUid: 'live-1', trigger: 'BOOKING_RESCHEDULED', startsAt: '2026-10-20T15:00:00Z' }),
      );
      await app.deliver(
        clinic,
        calcomBody({ uid: 'live-2', trigger: 'BOOKING_CANCELLED', status: 'CANCELLED', startsAt: '2026-10-20T15:00:00Z' }),
      );
      await one.until((frames) => changes(frames).length === 3);
      expect(changes(one.results).map(({ kind }) => kind)).toEqual(['SCHEDULED', 'RESCHEDULED', 'CANCELLED']);
      expect(changes(one.results).at(-1)).toMatchObject({ left: false, booking: { uid: 'live-2', status: 'CANCELLED', version: 2 } });
      expect(cursors(one.results)).toEqual([...cursors(one.results)].sort());
      one.unsubscribe();
    });

    test('beats while nothing happens, and a cursor of a heartbeat resumes as well', async () => {
      const one = subscribe();
      await one.until((frames) => frames.filter(({ bookingFeed }) => bookingFeed.__typename === 'FeedHeartbeat').length >= 2);
      one.unsubscribe();
      const after = cursors(one.results).at(-1) ?? '';
      await app.deliver(clinic, calcomBody({ uid: 'after-heartbeat' }));
      const again = subscribe({ after });
      await again.until((frames) => changes(frames).length > 0);
      expect(changes(again.results)[0]?.booking.uid).toBe('after-heartbeat');
      again.unsubscribe();
    });

    test('resumed from any of its cursors, it misses and repeats nothing', async () => {
      const whole = subscribe();
      await whole.until(isReady);
      for (let k = 0; k < 12; k++) await app.deliver(clinic, personBody(k, { uid: `resume-${k}` }));
      await whole.until((frames) => changes(frames).length === 12);
      whole.unsubscribe();
      const told = changes(whole.results);
      for (const [index, { cursor }] of told.entries()) {
        const rest = subscribe({ after: cursor });
        await rest.until(isReady);
        const place = rest.results.findIndex(({ bookingFeed }) => bookingFeed.__typename === 'FeedReady');
        // The backlog, and nothing else, comes before the ready.
        expect(changes(rest.results.slice(0, place)).map((one) => one.cursor)).toEqual(told.slice(index + 1).map((one) => one.cursor));
        rest.unsubscribe();
      }
    });

    test('of a burst larger than may wait tells each thing once to whoever reads', async () => {
      const narrow = await startTestApp({ clinics: [clinic], backlog: 3 });
      const one = follow<Frame>(narrow.socket(), { query: String(feed) });
      await one.until(isReady);
      await Promise.all(Array.from({ length: 120 }, (_, k) => narrow.deliver(clinic, personBody(k, { phone: `+1876${2_000_000 + k}` }))));
      await one.until((frames) => changes(frames).length >= 120);
      await narrow.settled();
      const uids = changes(one.results).map(({ booking }) => booking.uid);
      expect(new Set(uids).size).toBe(uids.length);
      expect(cursors(one.results)).toEqual([...cursors(one.results)].sort());
      await narrow.close();
    });

    test('subscribed while much happens, it tells each thing once', async () => {
      const start = subscribe();
      await start.until(isReady);
      const after = cursors(start.results)[0] ?? '';
      const load = Promise.all(
        Array.from({ length: 60 }, (_, k) =>
          app.deliver(clinic, personBody(k, { uid: `busy-${k}`, phone: `+1876555${4000 + k}`, email: `busy.${k}@example.com` })),
        ),
      );
      const several = Array.from({ length: 5 }, () => subscribe({ after }));
      await load;
      await Promise.all(several.map((one) => one.until((frames) => changes(frames).length === 60)));
      await start.until((frames) => changes(frames).length === 60);
      for (const one of [start, ...several]) {
        expect(new Set(changes(one.results).map(({ booking }) => booking.uid)).size).toBe(60);
        expect(changes(one.results).map(({ cursor }) => cursor)).toEqual(changes(start.results).map(({ cursor }) => cursor));
        one.unsubscribe();
      }
    });

    test('tells what comes into a filter and what leaves it', async () => {
      const scheduled = subscribe({ filter: { status: ['SCHEDULED'], from: '2027-01-01T00:00:00Z' } });
      await scheduled.until(isReady);
      await app.deliver(clinic, calcomBody({ uid: 'filter-1', startsAt: '2026-12-31T15:00:00Z' }));
      await app.deliver(
        clinic,
        calcomBody({ uid: 'filter-2', previousUid: 'filter-1', trigger: 'BOOKING_RESCHEDULED', startsAt: '2027-01-02T15:00:00Z' }),
      );
      await app.deliver(
        clinic,
        calcomBody({ uid: 'filter-2', trigger: 'BOOKING_CANCELLED', status: 'CANCELLED', startsAt: '2027-01-02T15:00:00Z' }),
      );
      await scheduled.until((frames) => changes(frames).length === 2);
      expect(changes(scheduled.results).map(({ kind, left }) => ({ kind, left }))).toEqual([
        { kind: 'RESCHEDULED', left: false },
        { kind: 'CANCELLED', left: true },
      ]);
      scheduled.unsubscribe();
    });

    test.each([
      ['of another log', `00000000.${'0'.repeat(19)}1.000000`, 'CURSOR_EXPIRED'],
      ['that is none', 'yesterday', 'BAD_USER_INPUT'],
    ])('refuses a cursor %s', async (_name, after, code) => {
      const one = subscribe({ after });
      expect(await one.ended()).toMatchObject([{ extensions: { code } }]);
    });

    test('refuses a cursor older than what is kept, and one ahead of a restored log', async () => {
      const one = subscribe();
      await one.until(isReady);
      one.unsubscribe();
      const [now] = cursors(one.results);
      const log = now?.split('.')[0];
      const { database } = app.testDatabase;
      await database.query(systemViewer('test'), {
        text: `insert into feed_floor (feed, position) values ('bookings', lpad('2', 20, '0'))`,
      });
      expect(await subscribe({ after: `${log}.${'0'.repeat(19)}1.000000` }).ended()).toMatchObject([
        { extensions: { code: 'CURSOR_EXPIRED' } },
      ]);
      expect(await subscribe({ after: `${log}.${'9'.repeat(20)}.000000` }).ended()).toMatchObject([
        { extensions: { code: 'CURSOR_EXPIRED' } },
      ]);
    });
  });

  describe('the booking feed as server-sent events', () => {
    /** Reads a stream of events until one fits; resolves with all so far, and the way to end it. */
    function open(headers: Record<string, string> = {}) {
      const events: { id: string | undefined; data: { data: Frame } }[] = [];
      let text = '';
      const waiting = new Set<() => void>();
      const sent = httpRequest(
        `${app.url}/graphql`,
        { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers } },
        (response) => {
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
            const parts = text.split('\n\n');
            text = parts.pop() ?? '';
            for (const part of parts) {
              const data = /^data: (.+)$/m.exec(part)?.[1];
              if (data) events.push({ id: /^id: (.+)$/m.exec(part)?.[1], data: JSON.parse(data) });
            }
            for (const look of [...waiting]) look();
          });
        },
      );
      sent.on('error', () => {});
      sent.end(JSON.stringify({ query: String(feed) }));
      return {
        events,
        until: (fits: () => boolean) =>
          new Promise<void>((resolve) => {
            const look = (): void => {
              if (fits()) resolve();
            };
            waiting.add(look);
            look();
          }),
        end: () => sent.destroy(),
      };
    }

    const uids = ({ events }: ReturnType<typeof open>): readonly string[] =>
      changes(events.map(({ data }) => data.data)).map(({ booking }) => booking.uid);

    test('numbers its events by cursor, and Last-Event-ID goes on after it', async () => {
      const first = open();
      await first.until(() => first.events.length > 0);
      await app.deliver(clinic, calcomBody({ uid: 'sse-1' }));
      await first.until(() => uids(first).length === 1);
      first.end();
      const last = first.events.findLast(({ data }) => data.data.bookingFeed.__typename === 'BookingChanged')?.id ?? '';
      expect(last).toBe(changes(first.events.map(({ data }) => data.data))[0]?.cursor);
      await app.deliver(clinic, calcomBody({ uid: 'sse-2' }));
      const second = open({ 'last-event-id': last });
      await second.until(() => uids(second).length > 0);
      expect(uids(second)).toEqual(['sse-2']);
      second.end();
    });
  });
});
