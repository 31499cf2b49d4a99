import { attribution, type ComingToBook } from './attribution.ts';
import { carePlans } from './carePlans/carePlans.ts';
import { requestCare } from './carePlans/requestCare.ts';
import type { CareWays } from './carePlans/ways.ts';
import { askToSend } from './karen/askToSend.ts';
import { karenProcess } from './karen/karen.ts';
import type { KarenParts } from './karen/parts.ts';
import type { Process } from './process.ts';
import { readiness } from './readiness.ts';
import { type SendingOptions, sending } from './sending/sending.ts';
import { outreachTo } from './visits/outreach.ts';
import { visitProcesses } from './visits/visitProcesses.ts';

/** What the processes need that is not in the log. */
export interface Outside extends SendingOptions {
  readonly comingToBook: ComingToBook;
  readonly karen: Omit<KarenParts, 'send' | 'plansOf'>;
  readonly care: Omit<CareWays, 'sayToContact'>;
}

/** All processes. A new one is added here; on a log that is there already it begins at the end. */
export const processesWith = ({ karen, comingToBook, care, ...outside }: Outside): readonly Process[] => [
  sending(outside),
  karenProcess({ ...karen, send: askToSend(outside.people), plansOf: care.plansOf }),
  attribution(comingToBook),
  carePlans({ ...care, sayToContact: requestCare(outside.people) }),
  readiness,
  ...visitProcesses(outreachTo(outside.people)),
];
