import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookingCancelled, type Visit, visitOf } from '../../src/cli/demo/calcomBodies.ts';
import { demoCommand } from '../../src/cli/demo/command.ts';
import { generateJourneys } from '../../src/cli/demo/journeys.ts';
import { practitioners } from '../../src/cli/demo/offers.ts';
import { plainLines } from '../../src/cli/demo/progress.ts';
import type { DemoResult } from '../../src/cli/demo/runDemo.ts';
import { startTestApp, type TestApp, webhookSecret } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const now = new Date('2026-03-02T12:00:00Z');
const flags = (...more: readonly string[]): readonly string[] => ['--url', app.url, '--secret', webhookSecret, '--speed', 'max', ...more];

/** Plays as `npm run demo` does, in this process; gives the exit code and what it printed. */
async function play(...more: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  const [out, error]: [string[], string[]] = [[], []];
  const code = await demoCommand({
    args: flags(...more),
    env: {},
    now,
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
    const slow = ['--url', app.url, '--secret', webhookSecret, '--journeys', '40', '--seed', 'stopped@2026-03-02', '--speed', '10'];
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
