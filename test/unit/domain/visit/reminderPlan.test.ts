import { expect, test } from 'vitest';
import type { Instant } from '../../../../src/domain/ids.ts';
import { isReminderDue, reminderPlan } from '../../../../src/domain/visit/reminderPlan.ts';
import { demoSettings } from '../../../support/memoryClinic.ts';
import { appointment } from '../../../support/visits/context.ts';

test('reminders fall due in the clinic’s mornings three days and a day before, the first one first', () => {
  expect(reminderPlan(appointment(), { ...demoSettings, reminders: demoSettings.reminders.toReversed() })).toEqual([
    { which: 'P3D 10:00', dueAt: '2026-10-11T15:00:00.000Z' },
    { which: 'P1D 10:00', dueAt: '2026-10-13T15:00:00.000Z' },
  ]);
});

test('one that would fall due at the visit or after it is not planned', () => {
  const reminders = [
    { before: 'P0D', at: '18:00' },
    { before: 'PT2H', at: null },
  ];
  expect(reminderPlan(appointment(), { ...demoSettings, reminders })).toEqual([{ which: 'PT2H', dueAt: '2026-10-14T13:00:00.000Z' }]);
});

test('a confirmation asks once the first reminder was due', () => {
  const plan = reminderPlan(appointment(), demoSettings);
  expect(isReminderDue(plan, '2026-10-11T14:59:59.999Z' as Instant)).toBe(false);
  expect(isReminderDue(plan, '2026-10-11T15:00:00.000Z' as Instant)).toBe(true);
});
