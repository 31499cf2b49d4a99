import { MongoClient } from 'mongodb';
import { describe, test } from 'vitest';
import { agendaScheduling } from '../../../src/scheduling/agenda/agenda.ts';
import { mongoJobs } from '../../../src/scheduling/agenda/mongoJobs.ts';
import type { Scheduling } from '../../../src/scheduling/port.ts';
import { systemClock } from '../../../src/scheduling/systemClock.ts';
import { grain, schedulingContract } from '../../contracts/scheduling.contract.ts';
import { mongoForTests } from '../../support/mongo/mongo.ts';

const { open, server, missing } = await mongoForTests();

if (open) {
  schedulingContract(`Agenda on MongoDB (${server})`, { durable: true }, async () => {
    const { url, close } = await open();
    const all: Scheduling[] = [];
    const another = (): Scheduling => {
      const one = agendaScheduling({ jobs: mongoJobs(url), grain, sweep: 500, processEvery: 200 });
      all.push(one);
      return one;
    };
    return {
      scheduling: another(),
      another,
      clock: systemClock,
      pass: (until) => systemClock.until(until, new AbortController().signal),
      async lose() {
        const client = new MongoClient(url);
        await client.db().collection('agendaJobs').deleteMany({});
        await client.close();
      },
      async close() {
        await Promise.all(all.map((one) => one.close()));
        await close();
      },
    };
  });
} else {
  describe('the scheduling contract on Agenda on MongoDB', () => {
    test.skip(`is not held to account here: ${missing}`);
  });
}
