import { type FunnelChange, steps } from './funnel.ts';
import { type Status, statuses } from './journey.ts';
import type { Change } from './outcome.ts';
import type { DemoResult, DemoStart } from './runDemo.ts';

/** The line above everything. */
export const heading = (
  { clinicName, seed }: DemoStart,
  { url, journeys, conversations }: { readonly url: string; readonly journeys: number; readonly conversations: number },
): string => `\n  ${clinicName} at ${url}, ${counted(conversations, 'conversation')} and ${counted(journeys, 'journey')} of seed ${seed}\n`;

const counted = (count: number, name: string): string => `${count} ${name}${count === 1 ? '' : 's'}`;

const labels: Readonly<Record<Status, string>> = {
  SCHEDULED: 'scheduled',
  COMPLETED: 'completed',
  NO_SHOW: 'no-show',
  REQUESTED: 'requested',
  AWAITING_PAYMENT: 'awaiting payment',
  RESCHEDULE_REQUESTED: 'asked to move',
  CANCELLED: 'cancelled',
  REJECTED: 'rejected',
};

/**
 * One screen for people: what was sent beside what the clinic has more of, and whether that is what it should have.
 * @param again the command that plays the same again
 */
export function reportOf(result: DemoResult, again: string): string {
  const { sent, seconds, bookings, contacts, parked } = result;
  const left = [
    'Sent',
    ...Object.entries(sent.byTrigger).map(([trigger, count]) => leftRow(trigger, count)),
    leftRule,
    leftRow('deliveries', sent.deliveries),
    leftRow('told twice', sent.duplicates),
    leftRow('out of order', sent.outOfOrder),
    ...(sent.retries > 0 ? [leftRow('sent again', sent.retries)] : []),
  ];
  const right = [
    `${'New at the clinic'.padEnd(rightLabel)}${'should be'.padStart(11)}${'is'.padStart(7)}`,
    ...statuses.map((status) => rightRow(labels[status], bookings[status])),
    rightRule,
    rightRow('bookings', sum(Object.values(bookings))),
    rightRow('contacts', contacts),
    rightRow('parked', parked),
  ];
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, index) =>
    `  ${(left[index] ?? '').padEnd(leftWidth)}     ${right[index] ?? ''}`.trimEnd(),
  );
  const pace = `  Sent in ${seconds.sending.toFixed(1)} s, carried out ${seconds.carryingOut.toFixed(1)} s later.`;
  return [...rows, '', ...funnelTable(result.funnel), '', pace, ...verdict(result, again), ''].join('\n');
}

const stepLabels = {
  inquiries: 'began',
  linksShared: 'got link',
  linksOpened: 'opened',
  booked: 'booked',
  confirmed: 'said yes',
  attended: 'came',
};

/** How far those got who are new, by the channel on which they began; where it is not as it should be, what it is and what it should be. */
function funnelTable(funnel: readonly FunnelChange[] | null): readonly string[] {
  if (funnel === null) return ['  The funnel is not compared: some of these people were here before.'];
  const row = (label: string, cells: readonly string[]): string =>
    `  ${label.padEnd(17)}${cells.map((cell) => cell.padStart(10)).join('')}`.trimEnd();
  return [
    row('Their funnel', Object.values(stepLabels)),
    ...funnel.map(({ channel, expected, seen }) =>
      row(
        `  ${channel.toLowerCase().replaceAll('_', ' ')}`,
        steps.map((step) => (expected[step] === seen[step] ? String(seen[step]) : `${seen[step]} ≠ ${expected[step]}`)),
      ),
    ),
  ];
}

const leftWidth = 34;
const rightLabel = 20;
const leftRow = (label: string, count: number): string => `  ${label.padEnd(leftWidth - 9)}${String(count).padStart(7)}`;
const leftRule = `  ${'─'.repeat(leftWidth - 2)}`;
const rightRow = (label: string, { expected, seen }: Change): string =>
  `${`  ${label}`.padEnd(rightLabel)}${String(expected).padStart(11)}${String(seen).padStart(7)}${expected === seen ? '' : '  ✗'}`;
const rightRule = `  ${'─'.repeat(rightLabel + 16)}`;
const sum = (changes: readonly Change[]): Change => ({
  expected: changes.reduce((total, { expected }) => total + expected, 0),
  seen: changes.reduce((total, { seen }) => total + seen, 0),
});

const mostDifferences = 5;

function verdict({ agrees, compared, differences, url, sent }: DemoResult, again: string): readonly string[] {
  if (agrees) {
    return [
      sent.answeredDuplicate === sent.deliveries
        ? `  ✓ This seed was played here before: all ${sent.deliveries} deliveries were duplicates, and nothing changed.`
        : `  ✓ All ${compared} bookings are as they should be, each asked for by its first uid: status, version, start, channel.`,
      '',
      `  Look at them: ${url}/graphql`,
      `  The same again, which changes nothing: ${again}`,
    ];
  }
  const more = differences.length - mostDifferences;
  return [
    differences.length === 0
      ? '  ✗ Every booking is as it should be, but the numbers are not: did anything else write to this clinic meanwhile?'
      : `  ✗ ${differences.length} of ${compared} bookings are not as they should be:`,
    ...differences.slice(0, mostDifferences).map((line) => `    ${line}`),
    ...(more > 0 ? [`    and ${more} more (--json tells all)`] : []),
  ];
}
