import { describe, expect, test } from 'vitest';
import type { SimulatedEffect } from '../../../../src/cli/simulate/effects.ts';
import type { Moment } from '../../../../src/cli/simulate/moments.ts';
import { timelineRows } from '../../../../src/cli/simulate/timeline.ts';
import { timelineSvg } from '../../../../src/cli/simulate/timelineSvg.ts';
import { type Instant, toInstant } from '../../../../src/domain/ids.ts';
import { demoSettings } from '../../../support/memoryClinic.ts';

function instant(text: string): Instant {
  const read = toInstant(text);
  if (read === null) throw new Error(`${text} is no time`);
  return read;
}

const moments: readonly Moment[] = [
  { type: 'wrote', at: instant('2027-03-01T14:00:00Z'), channel: 'WHATSAPP', text: 'How much is <Botox> & filler?' },
  { type: 'booked', at: instant('2027-03-01T14:07:00Z'), procedure: 'botox', startsAt: instant('2027-03-16T15:00:00Z') },
  { type: 'visit', at: instant('2027-03-16T15:00:00Z'), procedure: 'botox' },
];

const effects: readonly SimulatedEffect[] = [
  {
    at: instant('2027-03-01T14:00:04Z'),
    type: 'message.sent',
    channel: 'WHATSAPP',
    purpose: 'BOOKING_LINK',
    text: `Here it is: https://oshun.example.com/b/oshun.${'x'.repeat(200)}\n\n${'word '.repeat(80)}`,
    reason: 'windowOpen',
  },
  { at: instant('2027-03-02T14:00:00Z'), type: 'staff.task', channel: null, purpose: 'HAND_OFF', reason: 'She asked for a person.' },
];

const rows = timelineRows(effects, moments, demoSettings);
const svg = timelineSvg({ title: 'Botox & more', rows });

describe('the timeline of a journey', () => {
  test('tells in order of time what she did and what the clinic did', () => {
    expect(rows.map(({ at, by, title }) => [at, by, title])).toEqual([
      ['Mon 1 Mar 2027 09:00', 'patient', 'She writes on WhatsApp'],
      ['Mon 1 Mar 2027 09:00', 'clinic', 'Booking link · WhatsApp'],
      ['Mon 1 Mar 2027 09:07', 'patient', 'She books Botox for Tue 16 Mar 2027 10:00'],
      ['Tue 2 Mar 2027 09:00', 'staff', 'Task for staff: hand off'],
      ['Tue 16 Mar 2027 10:00', 'visit', 'The visit: Botox'],
    ]);
  });

  test('shows two lines of a text at most, and no token', () => {
    expect(rows[1]?.lines).toHaveLength(2);
    expect(rows[1]?.lines.join(' ')).toMatch(/^Here it is: https:\/\/oshun\.example\.com\/b\/… word .* …$/);
  });

  test('says in its title and description what it shows', () => {
    expect(svg).toContain('role="img" aria-labelledby="timeline-title timeline-desc"');
    expect(svg).toContain('<title id="timeline-title">Botox &amp; more</title>');
    expect(svg).toContain('Mon 1 Mar 2027 09:07: She books Botox for Tue 16 Mar 2027 10:00.');
  });

  test('escapes what people wrote', () => {
    expect(svg).toContain('“How much is &lt;Botox&gt; &amp; filler?”');
    expect(svg).not.toContain('<Botox>');
  });

  test('names each day once and stays within its frame', () => {
    expect(svg.match(/>Mon 1 Mar 2027<\/text>/g)).toHaveLength(1);
    const [, height = '0'] = /viewBox="0 0 900 ([\d.]+)"/.exec(svg) ?? [];
    const places = [...svg.matchAll(/ c?y="([\d.]+)"/g)].map(([, y]) => Number(y));
    expect(Math.max(...places)).toBeLessThan(Number(height));
  });
});
