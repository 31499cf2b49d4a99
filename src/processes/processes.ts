import { acknowledgement } from './acknowledgement.ts';
import type { Process } from './process.ts';
import { type SendingOptions, sending } from './sending/sending.ts';
import { outreachTo } from './visits/outreach.ts';
import { visitProcesses } from './visits/visitProcesses.ts';

/** What the processes need that is not in the log. */
export interface Outside extends SendingOptions {}

/** All processes. A new one is added here; on a log that is there already it begins at the end. */
export const processesWith = (outside: Outside): readonly Process[] => [
  sending(outside),
  acknowledgement(outside.people),
  ...visitProcesses(outreachTo(outside.people)),
];
