import { describe, expect, test } from 'vitest';
import { instantOf } from '../../../src/domain/ids.ts';
import type { StaffTaskKind } from '../../../src/domain/task/task.ts';
import type { ChatwootGateway } from '../../../src/gateways/chatwoot/port.ts';
import { processesWith } from '../../../src/processes/processes.ts';
import { type VirtualClock, virtualClock } from '../../../src/scheduling/virtualClock.ts';
import { configureFromFile } from '../../../src/server/clinics.ts';
import { createChatwootAccount } from '../../support/chatwoot/account.ts';
import { memoryChatwoot, type TakenMessage } from '../../support/chatwoot/memoryChatwoot.ts';
import { everything, memoryLog } from '../../support/log.ts';
import { fixtureSettings, memoryClinic } from '../../support/memoryClinic.ts';
import { memoryOutside } from '../../support/memoryOutside.ts';
import { memoryPeople } from '../../support/memoryPeople.ts';
import { type ProcessTable, processesInMemory } from '../../support/processes/inMemory.ts';
import { type Mortal, mortal } from '../../support/sending/mortal.ts';

const start = new Date('2026-10-05T18:03:20.000Z');

interface End {
  readonly died: readonly (string | null)[];
  readonly moments: readonly number[];
  /** What reached the patient. */
  readonly taken: readonly TakenMessage[];
  readonly statuses: readonly string[];
  readonly tasks: readonly StaffTaskKind[];
  /** Handed over again without knowing what became of the first. */
  readonly again: number;
}

/** She writes; each program in turn works until it dies, on what the one before has left; the last one lives. */
async function live(
  programs: readonly Mortal[],
  change: (of: ChatwootGateway, clock: VirtualClock) => ChatwootGateway = (of) => of,
): Promise<End> {
  const clock = virtualClock(start);
  const log = memoryLog();
  const chatwoot = memoryChatwoot(clock);
  const gateway = change(chatwoot, clock);
  await configureFromFile(log, [fixtureSettings], start);
  const table: ProcessTable = { waiting: [], position: (await log.store.last(log.viewer))?.position ?? 'start' };
  const clinic = memoryClinic(log, () => instantOf(clock.now()));
  const account = createChatwootAccount({ now: clock.now });
  const bodies: string[] = [];
  account.onWebhook = (body) => bodies.push(body);
  account.addMessage(account.addConversation(account.addContact({ phone: '+18765550142' })), { content: 'How much is Botox?' });
  for (const body of bodies) await clinic.deliver(body, 'CHATWOOT');
  let again = 0;
  for (const program of [...programs, mortal(Number.POSITIVE_INFINITY)]) {
    const itsLog = { ...log, store: program.store(log.store) };
    const itsChatwoot = program.chatwoot(gateway);
    const outside = memoryOutside(itsLog, clock, {
      chatwoot: () => itsChatwoot,
      people: memoryPeople(log),
      onAttempt: (_clinic: string, kind: string) => {
        if (kind === 'again') again += 1;
      },
    });
    await processesInMemory(itsLog, clock, processesWith(outside), { table, isDead: program.isDead });
    await clock.runUntil(new Date(clock.now().getTime() + 100_000));
  }
  await clock.runUntil(new Date(clock.now().getTime() + 2 * 3_600_000));
  const { messages } = await clinic.look();
  return {
    died: programs.map(({ diedAt }) => diedAt),
    moments: programs.map(({ moments }) => moments),
    taken: chatwoot.taken,
    statuses: messages.filter(({ direction }) => direction === 'OUTBOUND').map(({ status }) => status),
    tasks: (await everything(log)).flatMap(({ event }) => (event.type === 'StaffTaskRaised' ? [event.data.kind] : [])),
    again,
  };
}

/** Every moment at which a program that answers her waits for something outside. */
async function moments(change?: (of: ChatwootGateway) => ChatwootGateway): Promise<readonly number[]> {
  const [count = 0] = (await live([mortal(Number.MAX_SAFE_INTEGER)], change)).moments;
  return Array.from({ length: count }, (_, index) => index + 1);
}

const blind = (of: ChatwootGateway): ChatwootGateway => ({ ...of, canRead: false, find: async () => ({ type: 'unknown' }) });

describe('kill -9 while she is answered', () => {
  test('at every moment there is leaves her one answer, and nothing more is sent than once', async () => {
    const seen = new Set<string>();
    for (const at of await moments()) {
      const { taken, statuses, tasks, again, died } = await live([mortal(at)]);
      const where = `killed at ${at}, ${died[0]}`;
      expect(taken, where).toHaveLength(1);
      expect([statuses, tasks], where).toEqual([['SENT'], []]);
      // It was surely not there: nothing may be there twice.
      expect(again, where).toBe(died[0] === 'before post' || died[0] === 'after append MessageAttempted' ? 1 : 0);
      seen.add(String(died[0]));
    }
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'before append MessageRequested',
        'after append MessageAttempted',
        'before post',
        'after post',
        'before append MessageSent',
      ]),
    );
  });

  test('at every moment, and of the next program at every moment, does the same', async () => {
    const all = await moments();
    for (const first of all) {
      for (const second of all.filter((at) => (at + first) % 23 === 0)) {
        const { taken, statuses, died } = await live([mortal(first), mortal(second)]);
        expect(taken, died.join(', then ')).toHaveLength(1);
        expect(statuses, died.join(', then ')).toEqual(['SENT']);
      }
    }
  });

  test('where nobody may read Chatwoot leaves her one answer, or staff a task, and never two answers', async () => {
    const open: { at: number; died: string | null | undefined }[] = [];
    for (const at of await moments(blind)) {
      const { taken, statuses, tasks, died } = await live([mortal(at)], blind);
      const where = `killed at ${at}, ${died[0]}`;
      expect(taken.length, where).toBeLessThanOrEqual(1);
      const end = `${statuses} ${tasks}`;
      expect(['SENT ', 'REQUESTED MESSAGE_OUTCOME_UNKNOWN'], where).toContain(end);
      if (end === 'SENT ') expect(taken, where).toHaveLength(1);
      else open.push({ at, died: died[0] });
    }
    // From the moment at which the attempt stands in the log to that at which its outcome does, and at no other.
    expect(open.map(({ at }) => at)).toEqual(open.map((_, index) => (open[0]?.at ?? 0) + index));
    expect([open[0]?.died, open.at(-1)?.died]).toEqual(['after append MessageAttempted', 'before append MessageSent']);
  });

  /** Takes the first message, and stores it so many seconds later: nobody hears of it. */
  const late =
    (seconds: number) =>
    (of: ChatwootGateway, clock: VirtualClock): ChatwootGateway => {
      let isFirst = true;
      return {
        ...of,
        async post(message, to) {
          if (!isFirst) return of.post(message, to);
          isFirst = false;
          const time = new Date(clock.now().getTime() + seconds * 1_000);
          void clock.until(time, new AbortController().signal).then(() => of.post(message, to));
          return { type: 'unknown', isOver: false };
        },
      };
    };

  test('is not needed for the documented window: what Chatwoot stores later than it may, she reads twice, and it is counted', async () => {
    const inTime = await live([], late(50));
    expect([inTime.taken.length, inTime.again]).toEqual([1, 0]);
    const tooLate = await live([], late(90));
    expect([tooLate.taken.length, tooLate.again]).toEqual([2, 1]);
    expect(tooLate.statuses).toEqual(['SENT']);
  });
});

describe('two programs that both believe they are the one', () => {
  test('hand a message over once', async () => {
    const clock = virtualClock(start);
    const log = memoryLog();
    const chatwoot = memoryChatwoot(clock);
    await configureFromFile(log, [fixtureSettings], start);
    const position = (await log.store.last(log.viewer))?.position ?? 'start';
    for (let program = 0; program < 3; program++) {
      const processes = processesWith(memoryOutside(log, clock, { chatwoot: () => chatwoot }));
      await processesInMemory(log, clock, processes, { table: { waiting: [], position } });
    }
    const clinic = memoryClinic(log, () => instantOf(clock.now()));
    const account = createChatwootAccount({ now: clock.now });
    const bodies: string[] = [];
    account.onWebhook = (body) => bodies.push(body);
    for (let k = 0; k < 20; k++) {
      const phone = `+1876555${String(1_000 + k)}`;
      account.addMessage(account.addConversation(account.addContact({ name: `Person ${k}`, phone })), { content: 'Hello' });
    }
    for (const body of bodies) await clinic.deliver(body, 'CHATWOOT');
    await clock.runUntil(new Date(clock.now().getTime() + 3_600_000));
    expect(chatwoot.taken).toHaveLength(20);
    expect(new Set(chatwoot.taken.map(({ stamp }) => stamp)).size).toBe(20);
  });
});
