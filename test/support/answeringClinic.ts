import { instantOf } from '../../src/domain/ids.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import { processesWith } from '../../src/processes/processes.ts';
import { type VirtualClock, virtualClock } from '../../src/scheduling/virtualClock.ts';
import { configureFromFile } from '../../src/server/clinics.ts';
import { memoryChatwoot, type TakenMessage } from './chatwoot/memoryChatwoot.ts';
import { timeOf } from './chatwootSequences.ts';
import { memoryLog } from './log.ts';
import { fixtureSettings, type MemoryClinic, memoryClinic } from './memoryClinic.ts';
import { memoryOutside } from './memoryOutside.ts';
import { type ProcessesInMemory, processesInMemory } from './processes/inMemory.ts';

/** The demo clinic in memory, with all that reacts at work on a virtual clock, and a Chatwoot that takes everything. */
export interface AnsweringClinic extends Pick<MemoryClinic, 'look'> {
  readonly log: Log;
  readonly clock: VirtualClock;
  readonly processes: ProcessesInMemory;
  /** What was handed to Chatwoot. */
  readonly taken: readonly TakenMessage[];
  /** Carries a body of Chatwoot out a few seconds after its own time, and all that follows within seconds. */
  deliver(body: string): Promise<void>;
}

const seconds = (count: number): number => count * 1_000;

export async function answeringClinic(start = new Date('2026-10-05T18:03:25.000Z')): Promise<AnsweringClinic> {
  const log = memoryLog();
  const clock = virtualClock(start);
  const chatwoot = memoryChatwoot(clock);
  await configureFromFile(log, [fixtureSettings], start);
  const processes = await processesInMemory(log, clock, processesWith(memoryOutside(log, clock, { chatwoot: () => chatwoot })));
  const clinic = memoryClinic(log, () => instantOf(clock.now()));
  return {
    log,
    clock,
    processes,
    taken: chatwoot.taken,
    look: clinic.look,
    async deliver(body) {
      const time = timeOf(body);
      await clock.runUntil(new Date(Math.max(clock.now().getTime(), (time?.getTime() ?? 0) + seconds(3))));
      await clinic.deliver(body, 'CHATWOOT');
      await clock.runUntil(new Date(clock.now().getTime() + seconds(10)));
    },
  };
}
