import type { Process } from './process.ts';

/** All processes. A new one is added here; on a log that is there already it begins at the end. */
export const processes: readonly Process[] = [];
