import { describe, expect, test } from 'vitest';
import type { ClinicSettings } from '../../../../src/domain/clinic/settings.ts';
import type { Instant } from '../../../../src/domain/ids.ts';
import type { Log } from '../../../../src/eventStore/commandHandler.ts';
import { EventStoreError } from '../../../../src/eventStore/port.ts';
import { createBookingPage, type PageRequest } from '../../../../src/pages/bookingLink/page.ts';
import type { VisitLimit } from '../../../../src/pages/visitLimit.ts';
import { causeAt, oshun, share, writeIn } from '../../../support/bookingLinks.ts';
import { at } from '../../../support/conversationReports.ts';
import { everything, memoryLog } from '../../../support/log.ts';
import { fixtureSettings } from '../../../support/memoryClinic.ts';

const plain = 'https://cal.com/oshun';
const phone = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36';

interface Asked {
  readonly log: Log;
  readonly now?: Instant;
  readonly settings?: readonly ClinicSettings[];
  readonly limit?: VisitLimit;
}

const ask = ({ log, now = at('18:12'), settings = [fixtureSettings], limit }: Asked, token: string, change: Partial<PageRequest> = {}) =>
  createBookingPage({
    log,
    clinics: new Map(settings.map((one) => [one.slug, one])),
    now: () => new Date(now),
    patience: 50,
    ...(limit ? { limit } : {}),
  })({ token, address: null, isLook: false, headers: { 'user-agent': phone }, ...change });

const openings = async (log: Log): Promise<number> =>
  (await everything(log)).filter(({ event }) => event.type === 'BookingLinkOpened').length;

describe('the page of a booking link', () => {
  test('leads to the clinic’s page, filled in, with the journey and what brought her in its metadata', async () => {
    const log = memoryLog();
    await writeIn(log, 'WHATSAPP');
    const { token } = await share(log, 'WHATSAPP');
    const { location, outcome } = await ask({ log }, token);
    const page = new URL(location ?? '');
    expect(outcome).toBe('opened');
    expect(page.origin + page.pathname).toBe(plain);
    // A bare + would be a space.
    expect(page.search).toContain('attendeePhoneNumber=%2B18765550142');
    expect(Object.fromEntries(page.searchParams)).toEqual({
      name: 'Keisha Brown',
      attendeePhoneNumber: '+18765550142',
      procedure: 'Botox',
      journey: token,
      'metadata[journey]': token,
      'metadata[channel]': 'whatsapp',
      'metadata[cw_account_id]': '7',
      'metadata[cw_conversation_id]': '1042',
    });
  });

  test('that is opened too often shows the way to the plain page, and records nothing', async () => {
    const log = memoryLog();
    await writeIn(log, 'WHATSAPP');
    const { token } = await share(log, 'WHATSAPP');
    const { outcome, wait } = await ask({ log, limit: () => 41 }, token);
    expect([outcome, wait?.seconds]).toEqual(['tooMany', 41]);
    expect(wait?.page).toContain(`<a href="${plain}">`);
    expect(await openings(log)).toBe(0);
    // A preview costs nothing, and is not counted.
    expect(await ask({ log, limit: () => 41 }, token, { isLook: true })).toEqual({ location: plain, outcome: 'preview' });
  });

  test('carries on the campaign that brought her', async () => {
    const log = memoryLog();
    const campaign = { source: 'google', campaign: 'peel-oct', details: { page: 'https://x.example.com', utm_medium: 'cpc', gclid: 'g1' } };
    await writeIn(log, 'WEB_WIDGET', campaign);
    const { token } = await share(log, 'WEB_WIDGET');
    const { location } = await ask({ log }, token);
    expect(Object.fromEntries(new URL(location ?? '').searchParams)).toMatchObject({
      'metadata[channel]': 'website',
      'metadata[utm_source]': 'google',
      'metadata[utm_campaign]': 'peel-oct',
      'metadata[utm_medium]': 'cpc',
      'metadata[gclid]': 'g1',
    });
  });

  test('leads to the form of a time that she chose', async () => {
    const log = memoryLog();
    await writeIn(log, 'INSTAGRAM');
    const visit = { eventType: 'botox-consultation', startsAt: '2026-10-14T01:00:00.000Z' as Instant };
    const { token } = await share(log, 'INSTAGRAM', { visit });
    const page = new URL((await ask({ log }, token)).location ?? '');
    expect(page.pathname).toBe('/oshun/botox-consultation');
    // The day is the clinic's.
    expect(Object.fromEntries(page.searchParams)).toMatchObject({ slot: visit.startsAt, date: '2026-10-13', month: '2026-10' });
  });

  test('leads to the clinic’s website as it is, where Cal.com’s own page is not known', async () => {
    const log = memoryLog();
    await writeIn(log, 'INSTAGRAM');
    const visit = { eventType: 'botox-consultation', startsAt: '2026-10-14T15:00:00.000Z' as Instant };
    const { token } = await share(log, 'INSTAGRAM', { visit });
    const { bookingUrl } = fixtureSettings.calcom;
    const settings = { ...fixtureSettings, calcom: { ...fixtureSettings.calcom, directUrl: bookingUrl } };
    const page = new URL((await ask({ log, settings: [settings] }, token)).location ?? '');
    expect(page.origin + page.pathname).toBe(bookingUrl);
    expect(page.searchParams.has('slot')).toBe(false);
    expect(page.searchParams.get('metadata[journey]')).toBe(token);
  });

  test('records the opening once a visit', async () => {
    const log = memoryLog();
    await writeIn(log, 'WHATSAPP');
    const { token } = await share(log, 'WHATSAPP');
    const outcomes = [];
    for (const now of [at('18:12'), at('18:13'), at('18:41'), at('19:15')]) outcomes.push((await ask({ log, now }, token)).outcome);
    expect(outcomes).toEqual(['opened', 'again', 'again', 'opened']);
    expect(await openings(log)).toBe(2);
  });

  test('records one opening when two servers are asked at once', async () => {
    const log = memoryLog();
    await writeIn(log, 'WHATSAPP');
    const { token } = await share(log, 'WHATSAPP');
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) => ask({ log, now: `2026-10-05T18:12:00.00${index}Z` as Instant }, token)),
    );
    expect(all.filter(({ outcome }) => outcome === 'opened')).toHaveLength(1);
    expect(await openings(log)).toBe(1);
  });

  test('shows a preview nothing of hers, and counts neither it nor a look', async () => {
    const log = memoryLog();
    await writeIn(log, 'WHATSAPP');
    const { token } = await share(log, 'WHATSAPP');
    expect(await ask({ log }, token, { headers: { 'user-agent': 'WhatsApp/2.23.20.0' } })).toEqual({ location: plain, outcome: 'preview' });
    expect(await ask({ log }, token, { isLook: true })).toEqual({ location: plain, outcome: 'preview' });
    expect(await openings(log)).toBe(0);
  });

  test('leads to the plain page with a token that has expired, was tampered with, or is none', async () => {
    const log = memoryLog();
    await writeIn(log, 'WHATSAPP');
    const { token } = await share(log, 'WHATSAPP');
    expect(await ask({ log, now: '2026-11-05T18:12:00.000Z' as Instant }, token)).toEqual({ location: plain, outcome: 'expired' });
    expect(await ask({ log }, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toEqual({ location: plain, outcome: 'invalid' });
    expect(await ask({ log }, 'anything')).toEqual({ location: plain, outcome: 'invalid' });
    expect(await openings(log)).toBe(0);
  });

  test('leads to the plain page while the store is away, and while it does not answer', async () => {
    const log = memoryLog();
    await writeIn(log, 'WHATSAPP');
    const { token } = await share(log, 'WHATSAPP');
    const away = async (): Promise<never> => {
      throw new EventStoreError('UNAVAILABLE', 'the store is away');
    };
    expect(await ask({ log: { ...log, store: { ...log.store, readStream: away } } }, token)).toEqual({ location: plain, outcome: 'away' });
    const silent = (): Promise<never> => new Promise(() => {});
    expect(await ask({ log: { ...log, keys: { ...log.keys, clinicKey: silent } } }, token)).toEqual({ location: plain, outcome: 'away' });
  });

  test('leads nobody to another clinic: where there are several, a token that names none of them leads nowhere', async () => {
    const nile: ClinicSettings = {
      ...fixtureSettings,
      slug: 'nile' as ClinicSettings['slug'],
      calcom: { ...fixtureSettings.calcom, directUrl: 'https://cal.com/nile' },
    };
    const settings = [fixtureSettings, nile];
    expect(await ask({ log: memoryLog(), settings }, 'congo.AAAA')).toEqual({ location: null, outcome: 'invalid' });
    expect(await ask({ log: memoryLog(), settings }, 'nile.AAAA')).toEqual({ location: 'https://cal.com/nile', outcome: 'invalid' });
  });

  test('fills in nothing of a contact who was erased', async () => {
    const log = memoryLog();
    await writeIn(log, 'WHATSAPP');
    const { token } = await share(log, 'WHATSAPP');
    const [contact] = (await everything(log)).flatMap(({ event }) => (event.type === 'ContactCreated' ? [event.data.contact] : []));
    if (contact) await log.keys.destroySubjectKey({ clinic: oshun, contact });
    const page = new URL((await ask({ log }, token)).location ?? '');
    expect([...page.searchParams.keys()].filter((name) => !name.startsWith('metadata'))).toEqual(['procedure', 'journey']);
  });
});

describe('sharing a link', () => {
  test('gives the same address for the same cause, and one event', async () => {
    const log = memoryLog();
    await writeIn(log, 'WHATSAPP');
    const first = await share(log, 'WHATSAPP');
    expect(await share(log, 'WHATSAPP')).toEqual(first);
    expect((await everything(log)).filter(({ event }) => event.type === 'BookingLinkShared')).toHaveLength(1);
    expect(first.url).toMatch(/^https:\/\/concierge\.example\.com\/b\/oshun\.[\w-]+$/);
  });

  test('gives another address for another cause', async () => {
    const log = memoryLog();
    await writeIn(log, 'WHATSAPP');
    const urls = [await share(log, 'WHATSAPP'), await share(log, 'WHATSAPP', { cause: causeAt('again', at('18:20')) })];
    expect(urls[0]).not.toEqual(urls[1]);
  });

  test('is refused where there is no such conversation', async () => {
    await expect(share(memoryLog(), 'WHATSAPP')).rejects.toThrow('no conversation');
  });
});
