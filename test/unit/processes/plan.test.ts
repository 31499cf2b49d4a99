import { describe, expect, test } from 'vitest';
import type { ContactId, Instant } from '../../../src/domain/ids.ts';
import type { LoggedEvent } from '../../../src/eventStore/codec/envelope.ts';
import { planEffects, planReaction } from '../../../src/processes/plan.ts';
import type { Issue } from '../../../src/processes/process.ts';
import { everything, memoryLog } from '../../support/log.ts';
import { record } from '../../support/processes/stage.ts';
import { bookingReport } from '../../support/reports.ts';

const now = '2026-10-06T12:00:00.000Z' as Instant;
const contact = '00000000-0000-4000-8000-000000000001' as ContactId;

async function scheduled(): Promise<LoggedEvent> {
  const log = memoryLog();
  await record(log, 'a', bookingReport());
  const event = (await everything(log)).find((one) => one.event.type === 'BookingScheduled');
  if (!event) throw new Error('nothing was scheduled');
  return event;
}

const issue = (stream: string, change: Partial<Issue> = {}): Issue => ({
  type: 'issue',
  purpose: 'confirm',
  about: stream,
  version: 1,
  usefulUntil: null,
  ...change,
});

describe('the id of an effect', () => {
  test('is the same whenever it is planned, and another for another process, event, purpose or appointment version', async () => {
    const [event, other] = [await scheduled(), { ...(await scheduled()), id: contact }];
    const idOf = (process: string, of: LoggedEvent, change: Partial<Issue> = {}): string | undefined =>
      planEffects(process, of, [issue(of.stream, change)], now)[0]?.id;
    expect(idOf('confirm', event)).toBe(idOf('confirm', event, { data: { hours: 3 } }));
    const all = [
      idOf('confirm', event),
      idOf('remind', event),
      idOf('confirm', other),
      idOf('confirm', event, { purpose: 'remind' }),
      idOf('confirm', event, { which: 'P3D' }),
      idOf('confirm', event, { version: 2 }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('belongs to one effect of an event: `which` tells others apart', async () => {
    const event = await scheduled();
    expect(() => planEffects('confirm', event, [issue(event.stream), issue(event.stream)], now)).toThrow('`which` tells them apart');
    expect(planEffects('confirm', event, [issue(event.stream), issue(event.stream, { which: 'again' })], now)).toHaveLength(2);
  });
});

describe('an effect', () => {
  test('is due at once or at its time, in the lane of what it is about or in one of its own', async () => {
    const event = await scheduled();
    const later = '2026-10-11T15:00:00.000Z' as Instant;
    const planned = planEffects(
      'remind',
      event,
      [issue(event.stream), { ...issue(event.stream, { purpose: 'remind', lane: contact }), type: 'setTimer', dueAt: later }],
      now,
    );
    expect(planned).toMatchObject([
      { plannedFor: now, lane: event.stream, clinic: 'oshun', state: 'WAITING', cause: { id: event.id, revision: event.revision } },
      { plannedFor: later, lane: contact },
    ]);
  });

  test.each([
    ['is about no stream', { about: 'nothing' }, 'which is no stream'],
    ['is for no version', { version: 1.5 }, 'the appointment version'],
    ['is of use until no time', { usefulUntil: 'soon' as Instant }, 'a time of confirm is none'],
    ['holds U+0000', { data: { name: '\0' } }, 'cannot be stored'],
    ['holds half a surrogate pair', { lane: '\ud83d' }, 'cannot be stored'],
  ])('that %s is a fault of its process', async (_name, change, message) => {
    const event = await scheduled();
    expect(() => planEffects('confirm', event, [issue(event.stream, change)], now)).toThrow(message);
  });
});

test('a reaction that is tried again has a lane of its own, and one whose event cannot be read is kept for people at once', async () => {
  const event = await scheduled();
  expect(planReaction('remind', event, now, null)).toMatchObject({ purpose: '(reaction)', state: 'WAITING', about: event.stream });
  expect(planReaction('remind', event, now, 'no JSON')).toMatchObject({ state: 'FAILED', reason: 'no JSON' });
  expect(planReaction('remind', event, now, null).lane).not.toBe(planReaction('remind', { ...event, id: contact }, now, null).lane);
});
