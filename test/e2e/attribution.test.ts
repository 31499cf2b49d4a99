import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attributionModels } from '../../src/domain/attribution/models.ts';
import { as, authenticateByHeaders, startTestApp, type TestApp } from '../support/app.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { inboxes } from '../support/chatwoot/account.ts';
import { chatwootMessage } from '../support/chatwoot/bodies.ts';
import { graphql } from './gql/gql.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clinics: ['oshun', 'lotus'], authenticate: authenticateByHeaders });
  const write = (change: Parameters<typeof chatwootMessage>[0]) => app.deliverChatwoot('oshun', chatwootMessage(change));
  // Marva: an advertisement on WhatsApp, the website a week later, then she books.
  const marva = { name: 'Marva Test', phone: '+18765550199' };
  await write({
    ...marva,
    at: '2026-10-01T15:00:00.000Z',
    contentAttributes: { referral: { source_url: 'https://fb.me/x', source_id: 'ad-7', source_type: 'ad', headline: 'Botox week' } },
  });
  await write({
    ...marva,
    person: 1,
    inbox: inboxes.widget,
    at: '2026-10-08T15:00:00.000Z',
    attributes: { referer: 'https://oshun.example.com/botox?utm_source=google&utm_campaign=autumn' },
  });
  await app.deliver('oshun', calcomBody({ uid: 'uid-marva', createdAt: '2026-10-10T15:00:00.000Z', ...marva }));
  // Sonia is not known to have written: her booking says where she comes from, and that a friend told her.
  await app.deliver(
    'oshun',
    calcomBody({
      uid: 'uid-sonia',
      name: 'Sonia Test',
      email: 'sonia.test@example.com',
      phone: '+18765550111',
      createdAt: '2026-10-11T15:00:00.000Z',
      type: 'hydrafacial',
      more: { metadata: { channel: 'instagram', utm_source: 'Bio-Link', utm_campaign: 'glow' } },
    }),
  );
  await app.settled();
});
afterAll(() => app.close());

const report = graphql(`
  query Attribution($model: AttributionModel!, $groupBy: AttributionGroup!, $from: DateTime!, $to: DateTime!, $lookbackDays: Int) {
    attribution(model: $model, groupBy: $groupBy, from: $from, to: $to, lookbackDays: $lookbackDays) {
      bookings
      rows { key bookings microCredits touches }
    }
  }
`);

const october = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' };

describe('what brought the bookings of a period', () => {
  test.each([
    { model: 'FIRST_TOUCH', rows: ['INSTAGRAM 1000000', 'WHATSAPP 1000000'] },
    { model: 'LAST_TOUCH', rows: ['INSTAGRAM 1000000', 'WEB_WIDGET 1000000'] },
    { model: 'LINEAR', rows: ['INSTAGRAM 1000000', 'WEB_WIDGET 500000', 'WHATSAPP 500000'] },
    { model: 'J_SHAPED', rows: ['INSTAGRAM 1000000', 'WEB_WIDGET 750000', 'WHATSAPP 250000'] },
  ] as const)('by channel and $model', async ({ model, rows }) => {
    const { data, errors } = await app.query(report, { model, groupBy: 'CHANNEL', ...october }, as('oshun'));
    expect(errors).toBeUndefined();
    expect(data?.attribution.bookings).toBe(2);
    expect(data?.attribution.rows.map(({ key, microCredits }) => `${key} ${microCredits}`)).toEqual(rows);
  });

  test.each([
    { groupBy: 'SOURCE', rows: ['bio-link 1', 'facebook 0.5', 'google 0.5'] },
    { groupBy: 'CAMPAIGN', rows: ['glow 1', 'ad-7 0.5', 'autumn 0.5'] },
    { groupBy: 'PROCEDURE', rows: ['botox 1', 'hydrafacial 1'] },
  ] as const)('by $groupBy', async ({ groupBy, rows }) => {
    const { data } = await app.query(report, { model: 'LINEAR', groupBy, ...october }, as('oshun'));
    expect(data?.attribution.rows.map(({ key, bookings }) => `${key} ${bookings}`)).toEqual(rows);
  });

  test.each(attributionModels)('adds up exactly by %s', async (model) => {
    const { data } = await app.query(report, { model, groupBy: 'CHANNEL', ...october }, as('oshun'));
    expect(data?.attribution.rows.reduce((sum, { microCredits }) => sum + BigInt(microCredits as string), 0n)).toBe(2_000_000n);
  });

  test('within a lookback of its own, and not in another period or clinic', async () => {
    const near = await app.query(report, { model: 'FIRST_TOUCH', groupBy: 'CHANNEL', ...october, lookbackDays: 5 }, as('oshun'));
    expect(near.data?.attribution.rows.map(({ key }) => key)).toEqual(['INSTAGRAM', 'WEB_WIDGET']);
    const before = { from: '2026-09-01T00:00:00Z', to: '2026-10-01T00:00:00Z' };
    for (const [clinic, period] of [
      ['oshun', before],
      ['lotus', october],
    ] as const) {
      const { data } = await app.query(report, { model: 'LINEAR', groupBy: 'CHANNEL', ...period }, as(clinic));
      expect(data?.attribution).toEqual({ bookings: 0, rows: [] });
    }
  });

  test.each([
    { from: october.to, to: october.from },
    { ...october, lookbackDays: 0 },
    { ...october, lookbackDays: 100_000 },
  ])('says what is wrong with %j', async (asked) => {
    const { errors } = await app.query(report, { model: 'LINEAR', groupBy: 'CHANNEL', ...asked }, as('oshun'));
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});

test('a booking says what each touch got, and why', async () => {
  const query = graphql(`
    query BookingAttribution($uid: String!) {
      booking(uid: $uid) {
        attribution(model: W_SHAPED) { channel campaign microCredits reason touch { kind evidence source occurredAt } }
        contact { touches { kind } }
      }
    }
  `);
  const marva = await app.query(query, { uid: 'uid-marva' }, as('oshun'));
  expect(marva.data?.booking).toEqual({
    attribution: [
      {
        channel: 'WHATSAPP',
        campaign: 'ad-7',
        microCredits: '666667',
        reason: 'The first touch, and the last before the first booking link.',
        touch: { kind: 'AD_REFERRAL', evidence: 'PLATFORM', source: 'facebook', occurredAt: '2026-10-01T15:00:00.000Z' },
      },
      {
        channel: 'WEB_WIDGET',
        campaign: 'autumn',
        microCredits: '333333',
        reason: 'The last before the booking.',
        touch: { kind: 'REFERER', evidence: 'METADATA', source: 'google', occurredAt: '2026-10-08T15:00:00.000Z' },
      },
    ],
    contact: { touches: [{ kind: 'AD_REFERRAL' }, { kind: 'REFERER' }] },
  });
  const sonia = await app.query(query, { uid: 'uid-sonia' }, as('oshun'));
  expect(sonia.data?.booking).toMatchObject({
    attribution: [{ channel: 'INSTAGRAM', microCredits: '1000000', touch: { kind: 'BOOKING', source: 'bio-link' } }],
    contact: { touches: [{ kind: 'BOOKING' }] },
  });
});

describe('the channel that brought a booking', () => {
  const query = graphql(`
    query ChannelOfBooking($uid: String!) {
      booking(uid: $uid) { channel history { type summary actor } }
    }
  `);
  const iris = { name: 'Iris Test', email: 'iris.test@example.com', phone: '+18765550133' };
  const channelOf = async (): Promise<string | undefined> =>
    (await app.query(query, { uid: 'uid-iris' }, as('oshun'))).data?.booking?.channel;

  test('is that on which she last wrote before it, and another once that is learnt, with an event each time', async () => {
    const heard = app.socket(as('oshun')).iterate<{ bookingFeed: { kind?: string; booking?: { uid: string; channel: string } } }>({
      query: 'subscription { bookingFeed { ... on BookingChanged { kind booking { uid channel } } } }',
    });
    const until = async (channel: string): Promise<string | undefined> => {
      for await (const { data } of heard) {
        const { kind, booking } = data?.bookingFeed ?? {};
        if (booking?.uid === 'uid-iris' && booking.channel === channel) return kind;
      }
      return undefined;
    };
    await app.deliver('oshun', calcomBody({ uid: 'uid-iris', createdAt: '2026-10-12T15:00:00.000Z', ...iris, more: { metadata: {} } }));
    await app.deliverChatwoot('oshun', chatwootMessage({ person: 3, ...iris, at: '2026-10-12T16:00:00.000Z' }));
    await app.settled();
    expect(await channelOf()).toBe('DIRECT');
    // Chatwoot was away for a day: what she wrote before she booked comes after all.
    await app.deliverChatwoot(
      'oshun',
      chatwootMessage({ person: 3, ...iris, number: 1, at: '2026-10-11T16:00:00.000Z', content: 'hello' }),
    );
    expect(await until('WHATSAPP')).toBe('UPDATED');
    expect(await channelOf()).toBe('WHATSAPP');
    const { data } = await app.query(query, { uid: 'uid-iris' }, as('oshun'));
    const told = data?.booking?.history.filter(({ type }) => type === 'BookingAttributed');
    expect(told?.at(-1)).toEqual({
      type: 'BookingAttributed',
      summary: 'Put down to WhatsApp, where she last wrote before it.',
      actor: 'system',
    });
  });
});

describe('the funnel of a period', () => {
  const funnel = graphql(`
    query Funnel($groupBy: AttributionGroup!, $from: DateTime!, $to: DateTime!) {
      funnel(groupBy: $groupBy, from: $from, to: $to) {
        key inquiries linksShared linksOpened booked confirmed attended medianSecondsToBook
      }
    }
  `);

  test('counts people once, by the channel on which they began', async () => {
    const { data, errors } = await app.query(funnel, { groupBy: 'CHANNEL', from: october.from, to: '2026-10-12T00:00:00Z' }, as('oshun'));
    expect(errors).toBeUndefined();
    const none = { linksShared: 0, linksOpened: 0, confirmed: 0, attended: 0 };
    expect(data?.funnel).toEqual([
      // Marva nine days after she wrote; Iris a day after.
      { ...none, key: 'WHATSAPP', inquiries: 2, booked: 2, medianSecondsToBook: 5 * 86_400 - 1_800 },
      { ...none, key: 'INSTAGRAM', inquiries: 1, booked: 1, medianSecondsToBook: 0 },
    ]);
  });

  test.each([
    { groupBy: 'CAMPAIGN', keys: ['(none)', 'ad-7', 'glow'] },
    { groupBy: 'SOURCE', keys: ['(none)', 'bio-link', 'facebook'] },
    { groupBy: 'PROCEDURE', keys: ['botox', 'hydrafacial'] },
  ] as const)('by $groupBy', async ({ groupBy, keys }) => {
    const { data } = await app.query(funnel, { groupBy, ...october }, as('oshun'));
    expect(data?.funnel.map(({ key }) => key).sort()).toEqual(keys);
  });

  test('is empty elsewhere, and says what is wrong with a period', async () => {
    const other = await app.query(funnel, { groupBy: 'CHANNEL', ...october }, as('lotus'));
    expect(other.data?.funnel).toEqual([]);
    const { errors } = await app.query(funnel, { groupBy: 'CHANNEL', from: october.to, to: october.from }, as('oshun'));
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});
