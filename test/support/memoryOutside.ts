import type { Clock } from '../../src/domain/clock.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import type { Outside } from '../../src/processes/processes.ts';
import { memoryCare } from './memoryCare.ts';
import { memoryComingToBook } from './memoryComingToBook.ts';
import { memoryKaren } from './memoryKaren.ts';
import { memoryPeople } from './memoryPeople.ts';

/** What all processes need beside a log, read off that log itself; Karen has her own model alone. */
export const memoryOutside = (log: Log, clock: Clock, change: Pick<Outside, 'chatwoot'> & Partial<Outside>): Outside => ({
  people: memoryPeople(log),
  comingToBook: memoryComingToBook(log),
  karen: memoryKaren(log),
  care: memoryCare(log),
  clock,
  ...change,
});
