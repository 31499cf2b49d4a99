import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ClinicSlug, instantOf } from '../../../src/domain/ids.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import type { Log } from '../../../src/eventStore/commandHandler.ts';
import { folds } from '../../../src/eventStore/folds.ts';
import { EventStoreError } from '../../../src/eventStore/port.ts';
import { driveAgain } from '../../../src/processes/effectTable.ts';
import { defineProcess, type Process } from '../../../src/processes/process.ts';
import { processStatuses } from '../../../src/processes/status.ts';
import { type VirtualClock, virtualClock } from '../../../src/scheduling/virtualClock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { viewerOf } from '../../support/events.ts';
import { memoryLog } from '../../support/log.ts';
import { fillLog } from '../../support/processes/fillLog.ts';
import { note, notesIn, texts } from '../../support/processes/notes.ts';
import { remind } from '../../support/processes/remind.ts';
import { type Running, type RunningOptions, runProcesses } from '../../support/processes/running.ts';
import { onBooked, record, visitOf } from '../../support/processes/stage.ts';
import { bookingReport, rescheduled } from '../../support/reports.ts';

const viewer = systemViewer('test');
let home: TestDatabase;
let log: Log;
let clock: VirtualClock;
let all: Running[];

beforeEach(async () => {
  home = await createTestDatabase();
  log = memoryLog();
  clock = virtualClock(new Date('2026-10-06T12:00:00Z'));
  all = [];
});
afterEach(async () => {
  await Promise.all(all.map((one) => one.stop()));
  await home.dispose();
});

async function run(processes: readonly Process[], options: Partial<RunningOptions> = {}): Promise<Running> {
  const running = await runProcesses(home, { processes, clock, log, ...options });
  all.push(running);
  return running;
}

const kept = (): Promise<readonly { id: string; purpose: string; state: string; reason: string | null; attempts: number }[]> =>
  home.database.query(viewer, { text: 'select id, purpose, state, reason, attempts from process_effect order by seq' });

const said = async (): Promise<readonly string[]> => (await notesIn(log)).map(({ text, at }) => `${at.slice(5, 16)} ${text}`);

/** So many seconds from now. */
const later = (seconds: number): Date => new Date(clock.now().getTime() + seconds * 1_000);

class Broken extends Error {
  override readonly name = 'Broken';
}

describe('a process', () => {
  test('issues what follows from an event, once and named by what caused it', async () => {
    const running = await run([remind([])]);
    await record(log, 'a', bookingReport());
    await running.settled();
    const [confirmed, ...others] = await notesIn(log);
    expect(others).toEqual([]);
    expect(confirmed).toMatchObject({
      text: 'confirmed 1',
      event: { metadata: { actor: 'system', clinic: 'oshun', occurredAt: '2026-10-06T12:00:00.000Z' } },
    });
    expect(running.outcomes).toEqual(['remind done']);
    expect(running.errors).toEqual([]);
    expect(await kept()).toEqual([]);
  });

  test('is woken for its timers at their time, in the order of time', async () => {
    const running = await run([remind([72, 24.5])]);
    await record(log, 'a', bookingReport());
    await clock.runUntil(new Date('2026-10-14T15:00:00Z'));
    expect(await said()).toEqual(['10-06T12:00 confirmed 1', '10-11T15:00 reminded 1, 72 h', '10-13T14:30 reminded 1, 24.5 h']);
    expect(running.errors).toEqual([]);
  });

  test('decides at that time by what the events say then: what was planned for a dead version is skipped', async () => {
    await run([remind([24])]);
    await record(log, 'a', bookingReport());
    await clock.runUntil(later(60));
    await record(log, 'b', rescheduled('uid-two', 'uid-one', 1, '2026-10-06T12:01:00.000Z'));
    await clock.runUntil(new Date('2026-10-15T00:00:00Z'));
    expect(await said()).toEqual([
      '10-06T12:00 confirmed 1',
      '10-06T12:01 confirmed 2',
      '10-10T15:00 reminded 2, 24 h',
      '10-13T15:00 skipped 1, 24 h',
    ]);
  });

  test('takes timers back, those of older versions and those planned in the same batch too', async () => {
    const clearing = defineProcess({
      ...remind([24]),
      name: 'clearing',
      reactsTo: ['BookingScheduled', 'BookingRescheduled'],
      async react(event, looking) {
        const effects = await remind([24]).react(event, looking);
        const { revision } = event;
        // Each event clears what the one before it had set.
        return [
          { type: 'clearTimers', purpose: 'remind', about: event.stream, upTo: revision },
          ...effects.map((one) => ({ ...one, version: revision + 1 })),
        ];
      },
    });
    await record(log, 'a', bookingReport());
    const running = await run([clearing]);
    await running.settled();
    await record(log, 'b', rescheduled('uid-two', 'uid-one', 1, '2026-10-06T12:01:00.000Z'));
    await record(log, 'c', rescheduled('uid-three', 'uid-two', 2, '2026-10-06T12:02:00.000Z'));
    await clock.runUntil(new Date('2026-10-15T00:00:00Z'));
    expect((await said()).filter((one) => !one.includes('confirmed'))).toEqual(['10-11T15:00 reminded 3, 24 h']);
  });

  test('says that it was too late, once the latest useful time has passed', async () => {
    const first = await run([remind([24])]);
    await record(log, 'a', bookingReport());
    await first.settled();
    await first.stop();
    // Nobody is there until 20 minutes before the visit.
    await clock.runUntil(new Date('2026-10-14T14:40:00Z'));
    const second = await run([remind([24])]);
    await second.settled();
    expect(await said()).toEqual(['10-06T12:00 confirmed 1', '10-14T14:40 too late to remind 1, 24 h']);
    expect(second.outcomes).toEqual(['remind tooLate']);
  });

  test('never says too late what it had done in time, though it died before it could strike that off', async () => {
    const running = await run([remind([24])]);
    await record(log, 'a', bookingReport());
    await running.settled();
    await running.stop();
    const timers = await home.database.query<Record<string, unknown>>(viewer, {
      text: 'select to_jsonb(e) as row from process_effect as e',
    });
    await clock.runUntil(new Date('2026-10-13T15:00:00Z'));
    const inTime = await run([remind([24])]);
    await inTime.settled();
    await inTime.stop();
    await home.database.query(viewer, {
      text: 'insert into process_effect overriding system value select * from jsonb_populate_recordset(null::process_effect, $1)',
      values: [JSON.stringify(timers.map(({ row }) => row))],
    });
    await clock.runUntil(new Date('2026-10-14T14:40:00Z'));
    const tooLate = await run([remind([24])]);
    await tooLate.settled();
    expect(tooLate.outcomes).toEqual(['remind tooLate']);
    expect(await said()).toEqual(['10-06T12:00 confirmed 1', '10-13T15:00 reminded 1, 24 h']);
  });

  test('shows what it has planned to its own clinic and to no other', async () => {
    const running = await run([remind([24])]);
    await record(log, 'a', bookingReport());
    await running.settled();
    const seenBy = (clinic: string): Promise<unknown[]> =>
      home.database.query(viewerOf(clinic as ClinicSlug), { text: 'select purpose from process_effect' }); // the tests name them well
    expect(await seenBy('oshun')).toEqual([{ purpose: 'remind' }]);
    expect(await seenBy('lotus')).toEqual([]);
  });

  test('reads a stream in whose state the event is', async () => {
    const seen: unknown[] = [];
    const looks = defineProcess({
      ...remind([]),
      async react({ stream, event }, { load }) {
        seen.push([event.type, Object.keys((await load(stream, folds.booking)).uids)]);
        return [];
      },
    });
    const running = await run([looks]);
    await record(log, 'a', bookingReport());
    await running.settled();
    expect(seen).toEqual([['BookingScheduled', ['uid-one']]]);
  });

  test('that is new begins at the end of a log that is there already, and one of an empty log at its start', async () => {
    const old = await run([remind([], 'old')]);
    await record(log, 'a', visitOf(1));
    await old.settled();
    await old.stop();
    const both = await run([remind([], 'old'), remind([], 'new')]);
    await both.settled();
    expect(texts(await notesIn(log))).toEqual(['confirmed 1']);
    await record(log, 'b', visitOf(2));
    await both.settled();
    expect(both.outcomes.toSorted()).toEqual(['new done', 'old done']);
  });

  test('goes on from where it was, without gap or repeat, whoever runs it', async () => {
    for (let number = 1; number <= 6; number++) {
      const running = await run([remind([])], { batchSize: number });
      await Promise.all([record(log, `a${number}`, visitOf(number)), record(log, `b${number}`, visitOf(100 + number))]);
      if (number % 2 === 0) await running.settled();
      await running.stop();
    }
    const last = await run([remind([])]);
    await last.settled();
    expect(texts(await notesIn(log))).toEqual(Array.from({ length: 12 }, () => 'confirmed 1'));
  });

  test('is run by one program at a time', async () => {
    const [one, other] = await Promise.all([
      runProcesses(home, { processes: [remind([])], clock, log, holder: 'one', lease: 500 }),
      runProcesses(home, { processes: [remind([])], clock: virtualClock(clock.now()), log, holder: 'other', lease: 500 }),
    ]);
    for (let number = 1; number <= 20; number++) await record(log, `a${number}`, visitOf(number));
    // Whoever has the lease does it all; when he stops, the other goes on.
    await Promise.race([one.settled(), other.settled()]);
    expect([one.outcomes.length, other.outcomes.length].toSorted((a, b) => a - b)).toEqual([0, 20]);
    const [first, second] = one.outcomes.length > 0 ? [one, other] : [other, one];
    await first.stop();
    await record(log, 'b', visitOf(21));
    await second.settled();
    expect(second.outcomes).toHaveLength(1);
    await second.stop();
    expect(await notesIn(log)).toHaveLength(21);
    expect([...one.errors, ...other.errors]).toEqual([]);
  });

  test('that is slow keeps no other waiting, however much it has to do', async () => {
    const goOn = Promise.withResolvers<void>();
    const slow = onBooked({ carryOut: () => goOn.promise }, {}, { name: 'slow' });
    const quick = onBooked({}, {}, { name: 'quick' });
    const running = await run([slow, quick]);
    await fillLog(log, 1_000);
    await record(log, 'a', visitOf(1));
    for (let seen = 0; seen < 1_001; seen = running.outcomes.length) await new Promise((resolve) => setImmediate(resolve));
    expect(new Set(running.outcomes)).toEqual(new Set(['quick done']));
    goOn.resolve();
    await running.settled();
    expect(running.outcomes).toHaveLength(2_002);
  });

  test('that there is none of is no trouble, and may be stopped', async () => {
    const running = await run([]);
    await running.settled();
    await running.stop();
    expect(running.errors).toEqual([]);
  });

  test('is left to a newer version that has taken it over', async () => {
    const newer = await run([onBooked({}, {}, { version: 2 })]);
    await record(log, 'a', visitOf(1));
    await newer.settled();
    await newer.stop();
    await record(log, 'b', visitOf(2));
    const older = await run([onBooked({}, {}, { version: 1 })]);
    await older.settled();
    expect(older.outcomes).toEqual([]);
    await older.stop();
    const again = await run([onBooked({}, {}, { version: 2 })]);
    await again.settled();
    expect(await notesIn(log)).toHaveLength(2);
  });
});

describe('an effect that fails', () => {
  test('is tried again after a while that grows, and is done once it succeeds', async () => {
    const tried: string[] = [];
    const running = await run([
      onBooked({
        async carryOut(effect, acting) {
          tried.push(clock.now().toISOString().slice(14, 19));
          if (tried.length < 4) throw new Broken();
          await note(acting, effect, 'done');
        },
      }),
    ]);
    await record(log, 'a', visitOf(1));
    await clock.runUntil(later(600));
    expect(tried).toEqual(['00:00', '00:01', '00:03', '00:07']);
    expect(texts(await notesIn(log))).toEqual(['done']);
    expect(await kept()).toEqual([]);
    expect(running.errors).toHaveLength(3);
  });

  test('by its own fault is given up after some tries: an event says so, and it is kept for people, who may have it tried again', async () => {
    let broken = true;
    const running = await run(
      [
        onBooked({
          async carryOut(effect, acting) {
            if (broken) throw new Broken('with a name in it');
            await note(acting, { about: `${effect.about}-again` }, 'done');
          },
          gaveUp: (effect, acting) => note(acting, effect, 'gave up'),
        }),
      ],
      { tries: 3 },
    );
    await record(log, 'a', visitOf(1));
    await clock.runUntil(later(600));
    expect(await said()).toEqual(['10-06T12:00 gave up']);
    const [failed] = await kept();
    expect(failed).toMatchObject({ state: 'FAILED', attempts: 3, reason: 'it failed 3 times (Broken); see the log' });
    expect(await processStatuses(home.database, log.store, clock.now())).toMatchObject([
      { name: 'onBooked', failed: 1, due: 0, lagEvents: 0 },
    ]);
    broken = false;
    expect(await driveAgain(home.database, [failed?.id ?? ''], clock.now())).toBe(1);
    await running.stop();
    await (await run([onBooked({ carryOut: (effect, acting) => note(acting, { about: `${effect.about}-again` }, 'done') })])).settled();
    expect(texts(await notesIn(log))).toEqual(['gave up', 'done']);
    expect(await kept()).toEqual([]);
  });

  test('because something is away is tried for as long as it is of use, and then it was too late', async () => {
    let tried = 0;
    await run(
      [
        onBooked(
          {
            async carryOut() {
              tried += 1;
              throw new EventStoreError('UNAVAILABLE', 'away');
            },
            tooLate: (effect, acting) => note(acting, effect, 'too late'),
          },
          { usefulUntil: instantOf(later(1_800)) },
        ),
      ],
      { tries: 3 },
    );
    await record(log, 'a', visitOf(1));
    await clock.runUntil(later(3_600));
    expect(tried).toBeGreaterThan(20);
    expect(texts(await notesIn(log))).toEqual(['too late']);
    expect(await kept()).toEqual([]);
  });

  test('for which no event says that it was too late is kept for people', async () => {
    const running = await run([onBooked({}, { usefulUntil: instantOf(later(-3_600)) })]);
    await record(log, 'a', visitOf(1));
    await running.settled();
    expect(await kept()).toMatchObject([{ state: 'FAILED', reason: 'it was of use until 2026-10-06T11:00:00.000Z' }]);
    expect(await notesIn(log)).toEqual([]);
  });

  test('holds up what comes after it in its lane and nothing else, and the order stays', async () => {
    const order: string[] = [];
    let failures = 2;
    const running = await run([
      defineProcess({
        name: 'lanes',
        version: 1,
        reactsTo: ['BookingScheduled'],
        react: ({ stream, event }) =>
          ['first', 'second', 'third'].map((purpose) => ({
            type: 'issue' as const,
            purpose: 'act',
            which: purpose,
            data: { text: `${event.data.uid} ${purpose}` },
            about: stream,
            version: 1,
            usefulUntil: null,
          })),
        deeds: {
          act: {
            async carryOut({ data }) {
              if (data.text === 'uid-1 second' && failures-- > 0) throw new Broken();
              order.push(String(data.text));
            },
          },
        },
      }),
    ]);
    await record(log, 'a', visitOf(1));
    await record(log, 'b', visitOf(2));
    await running.settled();
    expect(order.toSorted()).toEqual(['uid-1 first', 'uid-2 first', 'uid-2 second', 'uid-2 third']);
    await clock.runUntil(later(10));
    expect(order.filter((one) => one.startsWith('uid-1'))).toEqual(['uid-1 first', 'uid-1 second', 'uid-1 third']);
    expect(order.filter((one) => one.startsWith('uid-2'))).toEqual(['uid-2 first', 'uid-2 second', 'uid-2 third']);
  });

  test('because the program does not know it any more is kept for people', async () => {
    const running = await run([onBooked({}, { purpose: 'toString' })]);
    await record(log, 'a', visitOf(1));
    await running.settled();
    expect(await kept()).toMatchObject([{ state: 'FAILED', reason: 'the process onBooked does not toString any more' }]);
  });
});

describe('a reaction that fails', () => {
  /** Fails so many times for the first person. */
  const failing = (times: number, effects: readonly object[] = []): Process => {
    let left = times;
    const process = onBooked({});
    return {
      ...process,
      react(event, looking) {
        if (event.event.type === 'BookingScheduled' && event.event.data.uid === 'uid-1' && left-- > 0) {
          if (effects.length > 0) return effects as never; // what a faulty process may come to
          throw new Broken();
        }
        return process.react(event, looking);
      },
    };
  };

  test('is tried again, while the process goes on', async () => {
    const running = await run([failing(2)]);
    await record(log, 'a', visitOf(1));
    await record(log, 'b', visitOf(2));
    await running.settled();
    expect((await notesIn(log)).length).toBe(1);
    await clock.runUntil(later(60));
    expect(texts(await notesIn(log))).toEqual(['done', 'done']);
    expect(await kept()).toEqual([]);
  });

  test('always is kept for people, while the process goes on', async () => {
    await run([failing(1_000)], { tries: 3 });
    await record(log, 'a', visitOf(1));
    await record(log, 'b', visitOf(2));
    await clock.runUntil(later(60));
    expect(texts(await notesIn(log))).toEqual(['done']);
    expect(await kept()).toMatchObject([{ purpose: '(reaction)', state: 'FAILED', reason: 'it failed 3 times (Broken); see the log' }]);
  });

  test.each([
    ['is about no stream', { about: 'nothing' }],
    ['has no time', { type: 'setTimer', dueAt: 'tomorrow' }],
    ['cannot be stored', { data: { text: 'a\u0000b' } }],
    ['has no version', { version: Number.NaN }],
  ])('because its effect %s stops nobody', async (_name, wrong) => {
    const effect = { type: 'issue', purpose: 'act', about: 'booking-oshun.1', version: 1, usefulUntil: null, ...wrong };
    await run([failing(1_000, [effect])], { tries: 2 });
    await record(log, 'a', visitOf(1));
    await record(log, 'b', visitOf(2));
    await clock.runUntil(later(60));
    expect(texts(await notesIn(log))).toEqual(['done']);
    expect(await kept()).toMatchObject([{ purpose: '(reaction)', state: 'FAILED' }]);
  });

  test('because its event cannot be read is kept for people, and the process goes on', async () => {
    const running = await run([onBooked({})]);
    await log.store.append(viewer, {
      stream: 'booking-oshun.broken',
      expected: 'noStream',
      events: [
        {
          id: '00000000-0000-4000-8000-00000000000b',
          type: 'BookingScheduled',
          data: Buffer.from('not json'),
          metadata: Buffer.from('{}'),
        },
      ],
    });
    await record(log, 'a', visitOf(1));
    await running.settled();
    expect(texts(await notesIn({ ...log, store: { ...log.store, readAll: readable } }))).toEqual(['done']);
    expect(await kept()).toMatchObject([{ state: 'FAILED', reason: 'the bytes of BookingScheduled are not JSON' }]);
  });

  const readable: Log['store']['readAll'] = async (...asked) =>
    (await log.store.readAll(...asked)).filter(({ stream }) => stream !== 'booking-oshun.broken');
});
