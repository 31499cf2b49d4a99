import { atTheVisit } from './atTheVisit.ts';
import { runWorker } from './runWorker.ts';

// A worker in a process of its own, that a test may kill: `startWorker` runs this file.
await runWorker(() => ({ processes: [atTheVisit] }));
