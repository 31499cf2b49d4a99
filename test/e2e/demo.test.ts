import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookingCancelled, type Visit, visitOf } from '../../src/cli/demo/calcomBodies.ts';
import { demoCommand } from '../../src/cli/demo/command.ts';
import { funnelOf, leadOfTalk, leadsOfJourney } from '../../src/cli/demo/funnel.ts';
import { generateJourneys } from '../../src/cli/demo/journeys.ts';
import { practitioners } from '../../src/cli/demo/offers.ts';
import { plainLines } from '../../src/cli/demo/progress.ts';
import type { DemoResult } from '../../src/cli/demo/runDemo.ts';
import { generateTalks } from '../../src/cli/demo/talks/talks.ts';
import { freePort } from '../../src/database/embedded/port.ts';
import { chatwootSecret, clinicNamed, sendingTo, startTestApp, type TestApp, webhookSecret } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const now = new Date('2026-03-02T12:00:00Z');
const flags = (...more: readonly string[]): readonly string[] => [
  ...['--url', app.url, '--secret', webhookSecret, '--speed', 'max', '--conversations', '0'],
  ...more,
];

const play = (...more: readonly string[]) => playAt(now, flags(...more));

/** Plays as `npm run demo` does, in this process; gives the exit code and what it printed. */
async function playAt(
  today: Date,
  args: readonly string[],
): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  const [out, error]: [string[], string[]] = [[], []];
  const code = await demoCommand({
    args,
    env: {},
    now: today,
    signal: new AbortController().signal,
    out: (text) => out.push(text),
    error: (text) => error.push(text),
    progress: plainLines(() => {}),
  });
  return { code, out: out.join(''), error: error.join('') };
}

const playJson = async (...more: readonly string[]): Promise<DemoResult> => JSON.parse((await play('--json', ...more)).out);

describe('the demo, played to a whole server', () => {
  test('comes to what its journeys say, and the clinic sees it', async () => {
    const { code, out } = await play('--journeys', '45', '--seed', 'first');
    expect(out).toMatch(/✓ All \d+ bookings are as they should be/);
    expect(code).toBe(0);
  });

  test('changes nothing when the same seed is played again, and says so', async () => {
    const { code, out } = await play('--journeys', '45', '--seed', 'first@2026-03-02');
    expect(out).toContain('This seed was played here before');
    expect(code).toBe(0);
  });

  test('brings new people when no seed is given, on a clinic that has data', async () => {
    const result = await playJson('--journeys', '10');
    expect(result).toMatchObject({ agrees: true, known: 0, parked: { expected: 0, seen: 0 } });
    expect(result.contacts.seen).toBeGreaterThanOrEqual(9);
    expect(result.seed).toMatch(/^\d{4}@2026-03-02$/);
  });

  test('goes on where an interrupted one ended', async () => {
    const slow = [
      '--url',
      app.url,
      '--secret',
      webhookSecret,
      '--journeys',
      '40',
      '--seed',
      'stopped@2026-03-02',
      '--speed',
      '10',
      '--conversations',
      '0',
    ];
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/cli/demo.ts'), ...slow], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exit = once(child, 'exit');
    const lines: string[] = [];
    for await (const line of createInterface(child.stderr)) {
      lines.push(line);
      // The first line of progress: a quarter is sent.
      if (lines.length === 1) child.kill('SIGINT');
    }
    expect(await exit).toEqual([130, null]);
    expect(lines.slice(-2)).toEqual(['Stopped.', expect.stringContaining('npm run demo -- --seed stopped@2026-03-02')]);

    const result = await playJson('--journeys', '40', '--seed', 'stopped@2026-03-02');
    expect(result.agrees, JSON.stringify(result)).toBe(true);
    expect(result.known).toBeGreaterThan(0);
    expect(result.known).toBeLessThan(result.compared);
  });

  test('fails when the clinic sees something else', async () => {
    const [journey] = generateJourneys({ seed: 'spoiled', now: new Date('2026-03-02T00:00:00Z'), count: 45 }).filter(
      ({ story }) => story === 'books',
    );
    const booking = journey?.comesTo[0];
    if (!booking) throw new Error('the story is told in every round');
    await play('--journeys', '45', '--seed', 'spoiled');
    const visit: Visit = visitOf({
      uid: booking.uids[0] ?? '',
      bookingId: 1,
      person: booking.person,
      eventType: { id: 1, slug: 'botox-consultation', name: 'Botox Consultation', minutes: 30, price: 0, seats: null },
      practitioner: practitioners[0] as (typeof practitioners)[number], // there are three
      startsAt: new Date(booking.startsAt),
      bookedAt: new Date('2026-03-01T12:00:00Z'),
    });
    await app.deliver('oshun', JSON.stringify(bookingCancelled(visit, { at: new Date('2026-03-01T20:00:00Z'), reason: 'By hand.' })));
    await app.settled();

    const { code, out } = await play('--journeys', '45', '--seed', 'spoiled');
    expect(out).toContain('status is CANCELLED, should be SCHEDULED');
    expect(out).toMatch(/scheduled +1 +0 {2}✗/);
    expect(code).toBe(1);
  });

  test('could not run with another secret or for another clinic', async () => {
    const wrongSecret = await play('--secret', 'another');
    expect([wrongSecret.code, wrongSecret.error]).toEqual([2, expect.stringContaining('with --secret')]);
    const wrongClinic = await play('--clinic', 'elsewhere');
    expect([wrongClinic.code, wrongClinic.error]).toEqual([2, expect.stringContaining('with --clinic')]);
  });
});

describe('the demo’s conversations, played to a whole server whose Chatwoot it is', () => {
  const today = new Date();
  const day = today.toISOString().slice(0, 10);
  let talking: TestApp;
  let args: readonly string[];
  beforeAll(async () => {
    const port = await freePort();
    const { settings, secrets } = clinicNamed('oshun');
    const clinic = { settings: { ...settings, confirmation: { ...settings.confirmation, settle: 'PT2S' } }, secrets };
    talking = await startTestApp({
      clinicsAs: [sendingTo({ url: `http://127.0.0.1:${port}` }, clinic, { bot: 'demo-bot-token', user: null })],
    });
    args = [
      ...['--url', talking.url, '--secret', webhookSecret, '--chatwoot-secret', chatwootSecret, '--chatwoot-port', String(port)],
      ...['--chatwoot-account', String(settings.chatwoot.accountId), '--conversations', '16', '--journeys', '12'],
      ...['--seed', `talks@${day}`, '--speed', 'max', '--json'],
    ];
  });
  afterAll(() => talking.close());

  const playTalks = async (): Promise<DemoResult> => JSON.parse((await playAt(today, args)).out);

  test('come to what their script says, and the clinic’s funnel is a count of it', async () => {
    const result = await playTalks();
    expect(result.differences).toEqual([]);
    expect(result).toMatchObject({ agrees: true, talks: { played: 16, begunBefore: 0 } });

    const script = { seed: 'talks', now: new Date(`${day}T00:00:00Z`) };
    const talks = generateTalks({ ...script, count: 16 });
    const leads = [
      ...talks.map((talk) => leadOfTalk({ talk, begunBefore: false, saidYes: talk.books?.yes != null, missing: null })),
      ...generateJourneys({ ...script, count: 12 }).flatMap(leadsOfJourney),
    ];
    const [from, to] = [-120, 2].map((days) => new Date(today.getTime() + days * 86_400_000));
    const { data } = await talking.query<{ readonly funnel: readonly ({ readonly key: string } & Record<string, unknown>)[] }>(
      `query ($from: DateTime!, $to: DateTime!) {
        funnel(from: $from, to: $to, groupBy: CHANNEL) { key inquiries linksShared linksOpened booked confirmed attended }
      }`,
      { from, to },
    );
    expect(new Map(data?.funnel.map(({ key, ...counts }) => [key, counts]))).toEqual(new Map(funnelOf(leads)));
    // Every step is taken by somebody, and not by everybody.
    expect(leads.filter(({ confirmed }) => confirmed).length).toBe(4);
    expect(leads.filter(({ linkShared, linkOpened }) => linkShared && !linkOpened).length).toBe(2);
  });

  test('bring bookings that the link’s token names the conversation of, and tasks for what is a person’s', async () => {
    const { data } = await talking.query<{
      readonly bookings: {
        readonly edges: readonly { readonly node: { readonly matchedBy: string; readonly conversation: object | null } }[];
      };
      readonly staffTasks: { readonly totalCount: number };
    }>('{ bookings(first: 100) { edges { node { matchedBy conversation { id } } } } staffTasks(first: 1) { totalCount } }');
    const byToken = data?.bookings.edges.filter(({ node }) => node.matchedBy === 'TOKEN' && node.conversation !== null);
    expect(byToken).toHaveLength(7);
    expect(data?.staffTasks.totalCount).toBeGreaterThanOrEqual(3);
  });

  test('are not held a second time by the same people', async () => {
    const result = await playTalks();
    expect(result).toMatchObject({ agrees: true, talks: { played: 0, begunBefore: 16 } });
    expect(result.sent.answeredDuplicate).toBe(result.sent.deliveries);
  });
});
