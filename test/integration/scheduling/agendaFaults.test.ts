import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agendaScheduling } from '../../../src/scheduling/agenda/agenda.ts';
import type { JobStore } from '../../../src/scheduling/agenda/jobStore.ts';
import { mongoJobs } from '../../../src/scheduling/agenda/mongoJobs.ts';
import { postgresJobs } from '../../../src/scheduling/agenda/postgresJobs.ts';
import type { Scheduling } from '../../../src/scheduling/port.ts';
import { createTestDatabase } from '../../support/database.ts';
import { mongoForTests } from '../../support/mongo/mongo.ts';
import { type Listener, listener } from '../../support/scheduling/listener.ts';
import { startTcpProxy } from '../../support/tcpProxy.ts';

const grain = 1_000;

/** A store of jobs that a test takes away and brings back. */
interface FragileJobs {
  readonly jobs: () => JobStore;
  away(): Promise<void>;
  back(): Promise<void>;
  close(): Promise<void>;
}

async function postgres(): Promise<FragileJobs> {
  const { url, dispose } = await createTestDatabase();
  const by = new URL(url);
  const line = await startTcpProxy({ host: by.hostname, port: Number(by.port) });
  by.hostname = '127.0.0.1';
  by.port = String(line.port);
  return {
    jobs: () => postgresJobs(by.href, () => {}),
    away: () => line.goDown(),
    back: () => line.comeUp(),
    async close() {
      await line.close();
      await dispose();
    },
  };
}

// A rejection that nobody hears ends a process: here it fails the run.
function faults(name: string, open: () => Promise<FragileJobs>): void {
  describe(`Agenda, when ${name} is away`, () => {
    let store: FragileJobs;
    let scheduling: Scheduling;
    /** What is due, by the sleeper's own tables. */
    let due: Date[];
    let sleeper: Listener;

    beforeEach(async () => {
      store = await open();
      due = [];
      sleeper = listener(() => due);
    });
    afterEach(async () => {
      await scheduling.close();
      await store.close();
    });

    const begin = async (): Promise<void> => {
      scheduling = agendaScheduling({
        jobs: store.jobs(),
        grain,
        sweep: 300,
        processEvery: 200,
      });
      await scheduling.start(sleeper);
    };
    const ahead = (minutes: number): Date => new Date((Math.floor(Date.now() / grain) + minutes) * grain);
    const anything = (of: Listener): Promise<void> => {
      const [past] = due;
      return past ? of.woken(past) : Promise.reject(new Error('nothing is due'));
    };

    test('from the start, whoever is late is woken all the same, and the rest once it is there', async () => {
      await store.away();
      due = [ahead(-3)];
      await begin();
      await anything(sleeper);
      const minute = ahead(3);
      due = [minute];
      scheduling.wakeAt([minute]);
      await store.back();
      await sleeper.woken(minute);
    });

    test('for a while, what falls due meanwhile is found by the sweep, and what falls due then by its wake-up', async () => {
      await begin();
      const minutes = [ahead(2), ahead(6)] as const;
      due = [...minutes];
      scheduling.wakeAt(minutes);
      expect(await scheduling.waiting()).toEqual(minutes);
      await store.away();
      await sleeper.woken(minutes[0]);
      due = [minutes[1]];
      await store.back();
      await sleeper.woken(minutes[1]);
    });

    test('at the end, it is closed all the same', async () => {
      await begin();
      scheduling.wakeAt([ahead(1)]);
      await store.away();
      scheduling.wakeAt([ahead(5)]);
      await scheduling.close();
    });
  });
}

faults('PostgreSQL', postgres);

const { openMortal, server, missing } = await mongoForTests();
if (openMortal)
  faults(`MongoDB (${server})`, async () => {
    const { url, close, kill, revive } = await openMortal();
    return { jobs: () => mongoJobs(url), away: kill, back: revive, close };
  });
else test.skip(`Agenda, when MongoDB is away: ${missing}`);
