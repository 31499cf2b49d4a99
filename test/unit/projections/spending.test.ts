import { expect, test } from 'vitest';
import { isWithinBudget } from '../../../src/assistant/budget.ts';
import type { AnyEvent } from '../../../src/domain/catalogue.ts';
import type { ClinicSlug, Instant } from '../../../src/domain/ids.ts';
import type { LoggedEvent } from '../../../src/eventStore/codec/envelope.ts';
import type { Position } from '../../../src/eventStore/port.ts';
import { foldRows } from '../../../src/projections/foldBatch.ts';
import { spending } from '../../../src/projections/spending/model.ts';
import { messageOf } from '../../support/conversationReports.ts';
import { chosenData, classifiedData } from '../../support/decisions.ts';

const spent = { promptTokens: 1_000, completionTokens: 100, microDollars: 560 };
const atUtc = (text: string): Instant => text as Instant; // the test writes them well

const logged = (event: AnyEvent, index: number): LoggedEvent => ({
  event,
  id: `${index}`,
  stream: 'conversation-oshun.d1',
  revision: index,
  position: `${index}` as Position, // of as many digits
  recordedAt: new Date('2026-11-01T00:00:00Z'),
  metadata: {
    clinic: 'oshun' as ClinicSlug, // the demo clinic's
    subject: null,
    actor: 'karen',
    channel: 'WHATSAPP',
    correlationId: 'd1',
    causationId: 'd1',
    occurredAt: atUtc('2026-11-01T00:00:00.000Z'),
    schemaVersion: 1,
  },
});

test('what is spent on models is kept by the month in which it was spent, whether or not an answer was taken', () => {
  const events: readonly AnyEvent[] = [
    { type: 'IntentClassified', data: classifiedData(messageOf('1'), { spent, at: atUtc('2026-10-31T23:59:59.000Z') }) },
    {
      type: 'ActionChosen',
      data: chosenData(messageOf('1'), { spent, passedOver: 'unsafe:empty', at: atUtc('2026-10-31T23:59:59.500Z') }),
    },
    { type: 'IntentClassified', data: classifiedData(messageOf('2'), { spent, at: atUtc('2026-11-01T00:00:00.000Z') }) },
    { type: 'ActionChosen', data: chosenData(messageOf('2'), { spent: null }) },
  ];
  const rows = foldRows(spending, events.map(logged));
  expect(rows.map(({ key, row }) => [key.key[0], row.answers, row.microDollars])).toEqual([
    ['2026-10', 2, 1_120],
    ['2026-11', 1, 560],
  ]);
});

test('a budget is used up by what was spent, to the millionth', () => {
  const budget = { amount: 0.00112, currency: 'USD' };
  expect(isWithinBudget(budget, 1_119)).toBe(true);
  expect(isWithinBudget(budget, 1_120)).toBe(false);
  expect(isWithinBudget(null, 1e12)).toBe(true);
});
