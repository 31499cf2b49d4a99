import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CarePlanStarted } from '../../src/domain/care/events.ts';
import type { ClinicSlug } from '../../src/domain/ids.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import { formLinks } from '../../src/processes/carePlans/formLink.ts';
import { type VirtualClock, virtualClock } from '../../src/scheduling/virtualClock.ts';
import { follow, startTestApp, type TestApp } from '../support/app.ts';
import { appLog } from '../support/appLog.ts';
import { personBody } from '../support/calcomBody.ts';
import { shippedCare } from '../support/care.ts';
import { hiddenIn, laserAnswers, laserSection } from '../support/forms.ts';
import { everything } from '../support/log.ts';
import { chromiumIsPresent, openPhone, type PhonePage } from '../support/phoneBrowser.ts';
import { graphql } from './gql/gql.ts';

const clinic = 'oshun' as ClinicSlug; // a well-formed slug
const vault = createVault([Buffer.alloc(32, 5)]);

let app: TestApp;
let log: Log;
let clock: VirtualClock;

beforeAll(async () => {
  clock = virtualClock(new Date('2026-10-05T18:30:00Z'));
  app = await startTestApp({ vault, clock, careTemplates: shippedCare.templates, careForms: shippedCare.forms });
  log = appLog(app.testDatabase, vault);
  for (const part of app.app.parts) clock.watch(part);
});
afterAll(async () => {
  await log.store.close();
  await app.close();
});

/** The k-th person books a laser visit; gives the link to her form. */
async function linkOf(k: number): Promise<string> {
  await app.deliver('oshun', personBody(k, { type: 'laser-hair-removal' }));
  await clock.runUntil(clock.now());
  const plans = (await everything(log)).flatMap(({ event }) => (event.type === 'CarePlanStarted' ? [event satisfies CarePlanStarted] : []));
  const { carePlan, contact } = plans.at(-1)?.data ?? {};
  if (!carePlan || !contact) throw new Error('the booking got no care plan');
  return formLinks(log.keys, async () => app.url)({ clinic, carePlan, contact });
}

const readiness = graphql(`
  query FormReadiness($uid: String!) {
    booking(uid: $uid) {
      readiness { state form reasons }
      history { type summary }
    }
  }
`);

async function bookingOf(k: number) {
  await app.settled();
  const { data } = await app.query(readiness, { uid: `uid-${k}` });
  return data?.booking;
}

const post = (url: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

describe('an intake form over HTTP', () => {
  test('comes with headers that run nothing, keep nothing and tell nobody of its address', async () => {
    const { status, headers } = await fetch(await linkOf(1));
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  test('is filled in, sent, and holds the visit where a clinician has to look; its words are in no log', async () => {
    const url = await linkOf(2);
    expect((await bookingOf(2))?.readiness).toMatchObject({ form: 'WAITING' });
    const first = await post(url, { ...laserAnswers, unwell: 'YES', 'unwell.details': 'a rash on my arm', step: '1', do: 'next' });
    expect([first.status, first.headers.get('location')]).toEqual([303, '?step=2']);
    await post(url, { ...laserSection, step: '2', do: 'next' });
    const last = await (await fetch(`${url}?step=3`)).text();
    const sent = await post(url, { ...hiddenIn(last), 'consent-data': 'YES', do: 'send' });
    expect(await (await fetch(new URL(sent.headers.get('location') ?? '', url))).text()).toContain('Thank you');
    const booking = await bookingOf(2);
    expect(booking?.readiness).toMatchObject({ state: 'HELD', form: 'HELD' });
    for (const secret of ['a rash on my arm', 'Dwight', new URL(url).pathname.slice(3)]) expect(app.logged()).not.toContain(secret);
    expect(await (await fetch(`${app.url}/metrics`)).text()).toContain('intake_forms_total{outcome="sent"} 1');
  });

  test('is heard of by whoever watches the bookings: a plan began, and what it waits for changed', async () => {
    const feed = follow<{ bookingFeed: { kind?: string; booking?: { uid: string; readiness: { form: string } | null } } }>(app.socket(), {
      query: 'subscription { bookingFeed { __typename ... on BookingChanged { kind booking { uid readiness { form } } } } }',
    });
    await feed.until((frames) => frames.length > 0);
    const forms = (): (string | undefined)[] =>
      feed.results.flatMap(({ bookingFeed: { kind, booking } }) =>
        kind === 'UPDATED' && booking?.uid === 'uid-5' ? [booking.readiness?.form] : [],
      );
    const url = await linkOf(5);
    await feed.until(() => forms().at(-1) === 'WAITING');
    await post(url, { ...laserAnswers, step: '1', do: 'next' });
    await post(url, { ...laserSection, step: '2', do: 'next' });
    await post(url, { ...hiddenIn(await (await fetch(`${url}?step=3`)).text()), 'consent-data': 'YES', do: 'send' });
    await app.settled();
    await feed.until(() => forms().at(-1) === 'READY');
    const sentences = (await bookingOf(5))?.history.flatMap(({ type, summary }) => (type === 'ReadinessChanged' ? [summary] : []));
    expect(sentences?.at(-1)).toMatch(/^Before the visit: the health form is done, the screening is \w+\.$/);
    feed.unsubscribe();
  });

  test('takes no more than a form may have, and of a link that was cut short shows nothing', async () => {
    const url = await linkOf(3);
    expect((await post(url, { step: '1', do: 'save', hopes: 'x'.repeat(40_000) })).status).toBe(413);
    const cut = await fetch(url.slice(0, -3));
    expect(cut.status).toBe(404);
    expect(await cut.text()).toContain('Clinic oshun');
    expect((await fetch(url, { method: 'PUT' })).status).toBe(405);
  });

  test('asks who posts dozens of times in a row to wait, and says how long', async () => {
    const url = await linkOf(6);
    for (let posts = 0; posts < 30; posts += 1) expect((await post(url, { step: '1', do: 'save', hopes: 'glow' })).status).toBe(303);
    const refused = await post(url, { step: '1', do: 'save', hopes: 'gloom' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await (await fetch(`${url}?step=1`)).text()).toContain('glow');
  });
});

describe.skipIf(!chromiumIsPresent)('on a phone without scripts', () => {
  let phone: PhonePage;
  beforeAll(async () => {
    phone = await openPhone();
  });
  afterAll(() => phone.close());

  test('she fills the form in, leaves, comes back, and sends it; then the visit waits for it no longer', async () => {
    const url = await linkOf(4);
    await phone.open(url);
    expect(await phone.width()).toBeLessThanOrEqual(360);
    await phone.type('#full-name', 'Marva Test');
    // As the phone's own calendar has it: month, day, year.
    await phone.type('#birth-date', '04231990');
    await phone.type('#emergency-name', 'Dwight Test');
    await phone.tap('button[value=save]', 'to another page');
    expect(await phone.text()).toContain('You can close this page');

    await phone.leave();
    await phone.open(url);
    expect(await phone.text()).toContain('Marva Test');
    await phone.type('#emergency-phone', 'no idea');
    for (const field of ['allergies', 'conditions', 'pregnant', 'unwell']) await phone.tap(`[name=${field}][value=NO]`);
    await phone.tap('[name=medicines][value=YES]');
    await phone.type('[name="medicines.details"]', 'vitamin D');
    await phone.tap('button[value=next]', 'to another page');
    expect(await phone.text()).toContain('a phone number, please');
    expect(await phone.width()).toBeLessThanOrEqual(360);
    await phone.type('#emergency-phone', '876 555 0101');
    await phone.tap('button[value=next]', 'to another page');

    await phone.type('#areas', 'legs');
    await phone.tap('[name=skin-in-sun][value="never burns"]');
    await phone.tap('[name=hair-colour][value=black]');
    for (const field of ['keloids', 'light-sensitive', 'isotretinoin', 'filler-in-area']) await phone.tap(`[name=${field}][value=NO]`);
    await phone.tap('button[value=next]', 'to another page');

    await phone.tap('button[value=send]', 'to another page');
    expect(await phone.text()).toContain('we need your agreement');
    expect((await bookingOf(4))?.readiness).toMatchObject({ form: 'WAITING' });
    await phone.tap('#consent-data');
    await phone.tap('button[value=send]', 'to another page');
    expect(await phone.text()).toContain('Thank you');
    expect((await bookingOf(4))?.readiness).toMatchObject({ form: 'READY' });
    await phone.open(url);
    expect(await phone.text()).toContain('Thank you');
  });
});
