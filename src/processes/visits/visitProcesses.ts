import { confirmations } from '../confirmations.ts';
import { followUps } from '../followUps.ts';
import type { Process } from '../process.ts';
import { reminders } from '../reminders.ts';
import type { Outreach } from './outreach.ts';

/** All that is said to her of a visit unasked: that it stands, that it comes, and that she was missed. */
export const visitProcesses = (outreach: Outreach): readonly Process[] => [
  confirmations(outreach),
  reminders(outreach),
  followUps(outreach),
];
