import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SimulatedEffect } from '../../src/cli/simulate/effects.ts';
import { clinicTime } from '../../src/cli/simulate/effectText.ts';
import { journeys } from '../support/command.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-'));
  // PostgreSQL does not run as root: its user has to come in.
  chmodSync(folder, 0o711);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Where the stores are made, so that nobody else's are taken for them. */
const env = () => ({ TMPDIR: folder });

async function simulate(scenario: string, ...options: readonly string[]): Promise<readonly SimulatedEffect[]> {
  const { code, out, err } = await journeys(['simulate', scenario, '--json', ...options], env());
  expect({ code, err }).toEqual({ code: 0, err: '' });
  // One object a line, as contract.md says.
  return out.split('\n').map((line) => JSON.parse(line) as SimulatedEffect);
}

const told = (effects: readonly SimulatedEffect[]): readonly string[] =>
  effects.map(({ at, type, channel, purpose }) => [clinicTime(at, 'America/Jamaica').slice(4), type, channel ?? '-', purpose].join(' '));

const sent = (effects: readonly SimulatedEffect[], purpose: string): readonly string[] =>
  effects.filter((one) => one.type === 'message.sent' && one.purpose === purpose).map(({ text }) => text ?? '');

describe('the examples', () => {
  test('on WhatsApp she is answered, books by the link, is screened, prepared, reminded, and cared for afterwards', async () => {
    const picture = join(folder, 'timeline.svg');
    const effects = await simulate('examples/whatsapp-botox.yaml', '--svg', picture);
    expect(told(effects)).toEqual([
      '1 Mar 2027 09:00 message.sent WHATSAPP BOOKING_LINK',
      '1 Mar 2027 09:02 message.sent WHATSAPP BOOKING_LINK',
      '1 Mar 2027 09:07 message.sent WHATSAPP SCREENING',
      '1 Mar 2027 09:07 message.sent WHATSAPP CONFIRMATION',
      '9 Mar 2027 10:00 message.sent WHATSAPP CARE',
      '13 Mar 2027 10:00 message.sent WHATSAPP REMINDER',
      '13 Mar 2027 10:00 message.sent WHATSAPP SCREENING',
      '13 Mar 2027 11:30 message.sent WHATSAPP REPLY',
      '14 Mar 2027 10:00 message.sent WHATSAPP CARE',
      '14 Mar 2027 10:00 message.sent WHATSAPP SCREENING',
      '15 Mar 2027 10:00 message.sent WHATSAPP REMINDER',
      '16 Mar 2027 10:30 message.sent WHATSAPP CARE',
      '17 Mar 2027 10:30 message.sent WHATSAPP CARE',
      '17 Mar 2027 12:10 message.sent WHATSAPP REPLY',
      '30 Mar 2027 10:30 message.sent WHATSAPP CARE',
    ]);
    expect(sent(effects, 'CONFIRMATION')).toEqual([
      expect.stringContaining('Botox appointment on Tuesday 16 March at 10:00 am (Jamaica time)'),
    ]);
    expect(sent(effects, 'SCREENING')[1]).toMatch(/health form .*https:\/\/oshun\.example\.com\/f\//s);
    expect(new Set(effects.map(({ booking }) => booking))).toEqual(new Set([undefined, 'oXmpBotoxMarva00000001']));
    expect(effects.map(({ reason }) => reason).filter((one) => one === 'outsideWindow')).toHaveLength(6);
    // The picture in the README is of this journey: `npm run journeys -- simulate examples/whatsapp-botox.yaml --svg docs/timeline.svg`.
    expect(readFileSync(picture, 'utf8')).toBe(readFileSync('docs/timeline.svg', 'utf8'));
  });

  test('on Instagram she books too late, was at the beach, and is told the rules once the clinic has moved her visit', async () => {
    const effects = await simulate('examples/instagram-laser-late.yaml');
    expect(told(effects)).toEqual([
      '2 Mar 2027 18:30 message.sent INSTAGRAM BOOKING_LINK',
      '2 Mar 2027 18:32 message.sent INSTAGRAM BOOKING_LINK',
      '2 Mar 2027 18:40 message.sent INSTAGRAM SCREENING',
      '2 Mar 2027 18:40 message.sent INSTAGRAM CONFIRMATION',
      '2 Mar 2027 18:55 staff.task - SCREENING',
      '3 Mar 2027 09:30 message.sent INSTAGRAM RESCHEDULED',
      '5 Mar 2027 14:00 message.sent WHATSAPP CARE',
      '26 Mar 2027 14:00 message.sent WHATSAPP SCREENING',
      '30 Mar 2027 10:00 message.sent WHATSAPP REMINDER',
      '30 Mar 2027 14:00 message.sent WHATSAPP SCREENING',
      '1 Apr 2027 10:00 message.sent WHATSAPP REMINDER',
      '1 Apr 2027 10:30 message.sent WHATSAPP REPLY',
      '2 Apr 2027 15:00 message.sent WHATSAPP CARE',
      '3 Apr 2027 15:00 message.sent WHATSAPP CARE',
      '5 Apr 2027 15:00 message.sent WHATSAPP CARE',
      '9 Apr 2027 15:00 message.sent WHATSAPP CARE',
    ]);
    expect(effects.find(({ type }) => type === 'staff.task')).toMatchObject({
      booking: 'oXmpLaserDee0000000001',
      reason: 'A clinician has to see an answer before the visit: No sun on the area, from four weeks before.',
    });
    expect(sent(effects, 'SCREENING')[0]).toContain('Any sun, tanning bed or self-tanner on the area in the last four weeks?');
    expect(sent(effects, 'CARE')[0]).toContain('keep the area out of the sun and out of tanning beds from today on');
  });

  test('a direct booking that is moved twice and cancelled is confirmed, moved in the daytime, and cancelled once', async () => {
    const effects = await simulate('examples/direct-rescheduled-twice.yaml');
    expect(told(effects)).toEqual([
      '1 Mar 2027 20:10 message.sent WHATSAPP SCREENING',
      '1 Mar 2027 20:10 message.sent WHATSAPP CONFIRMATION',
      '2 Mar 2027 20:10 message.sent WHATSAPP SCREENING',
      '3 Mar 2027 12:30 message.sent WHATSAPP RESCHEDULED',
      '4 Mar 2027 15:00 message.sent WHATSAPP CARE',
      '11 Mar 2027 15:00 message.sent WHATSAPP CARE',
      '15 Mar 2027 10:00 message.sent WHATSAPP REMINDER',
      '15 Mar 2027 15:00 message.sent WHATSAPP SCREENING',
      '15 Mar 2027 22:40 message.deferred WHATSAPP RESCHEDULED',
      '16 Mar 2027 08:00 message.sent WHATSAPP RESCHEDULED',
      '17 Mar 2027 08:00 message.sent WHATSAPP SCREENING',
      '22 Mar 2027 10:00 message.sent WHATSAPP REMINDER',
      '23 Mar 2027 08:20 message.sent WHATSAPP CANCELLED',
    ]);
    expect(effects.find(({ type }) => type === 'message.deferred')).toMatchObject({
      booking: 'oXmpPeelAnnMarie000003',
      reason: 'quietHours',
      until: '2027-03-16T13:00:00.000Z',
    });
  });
});

describe('a scenario that cannot be played, or not all of it', () => {
  async function told(steps: readonly string[]): Promise<{ readonly code: number | null; readonly err: string }> {
    const scenario = join(folder, 'scenario.yaml');
    const head = ['clinic: oshun', 'start: 2027-03-01T09:00:00-05:00', 'until: 2027-03-02T00:00:00-05:00', 'steps:'];
    writeFileSync(scenario, [...head, ...steps.map((step) => `  - { at: 2027-03-01T09:00:00-05:00, ${step} }`)].join('\n'));
    const { code, err } = await journeys(['simulate', scenario], env());
    return { code, err: err.replaceAll(`${folder}/`, '') };
  }

  test('says where it is wrong, before anything starts', async () => {
    expect(await told(['webhook: calcom'])).toEqual({
      code: 2,
      err: 'scenario.yaml:5 steps[0]: a webhook has either a body or a file with one',
    });
  });

  test('says which step needs a link that nobody shared', async () => {
    expect(await told(['openLink: last'])).toEqual({ code: 2, err: 'step 1: no booking link has been shared by then' });
  });

  test('plays on past a webhook that cannot be read, names it, and ends with 1', async () => {
    expect(await told(['webhook: calcom, body: { hello: 1 }'])).toEqual({
      code: 1,
      err: 'step 1: the webhook was parked: the body is not a JSON object with a triggerEvent',
    });
  });
});

test('nothing is left of the stores', () => {
  expect(readdirSync(folder).filter((name) => name.startsWith('journeys-simulate-'))).toEqual([]);
});
