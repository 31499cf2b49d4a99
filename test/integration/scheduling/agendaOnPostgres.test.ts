import { systemViewer } from '../../../src/domain/viewer.ts';
import { agendaScheduling } from '../../../src/scheduling/agenda/agenda.ts';
import { postgresJobs } from '../../../src/scheduling/agenda/postgresJobs.ts';
import type { Scheduling } from '../../../src/scheduling/port.ts';
import { systemClock } from '../../../src/scheduling/systemClock.ts';
import { grain, schedulingContract } from '../../contracts/scheduling.contract.ts';
import { createTestDatabase } from '../../support/database.ts';

schedulingContract('Agenda on PostgreSQL', { durable: true }, async () => {
  const { url, database, dispose } = await createTestDatabase();
  const all: Scheduling[] = [];
  const another = (): Scheduling => {
    const one = agendaScheduling({ jobs: postgresJobs(url, () => {}), grain, sweep: 500, processEvery: 200 });
    all.push(one);
    return one;
  };
  return {
    scheduling: another(),
    another,
    clock: systemClock,
    pass: (until) => systemClock.until(until, new AbortController().signal),
    async lose() {
      await database.query(systemViewer('test'), { text: 'delete from agenda.agenda_jobs' });
    },
    async close() {
      await Promise.all(all.map((one) => one.close()));
      await dispose();
    },
  };
});
