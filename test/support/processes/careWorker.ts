import { chatwootClient } from '../../../src/gateways/chatwoot/client.ts';
import { carePlans } from '../../../src/processes/carePlans/carePlans.ts';
import { formLinks } from '../../../src/processes/carePlans/formLink.ts';
import { requestCare } from '../../../src/processes/carePlans/requestCare.ts';
import { rowsOfContact } from '../../../src/processes/carePlans/ways.ts';
import { peopleInRows } from '../../../src/processes/people.ts';
import { sending } from '../../../src/processes/sending/sending.ts';
import { runProjections } from '../../../src/projections/runner.ts';
import { systemClock as clock } from '../../../src/scheduling/systemClock.ts';
import { runWorker } from './runWorker.ts';

/**
 * Milliseconds; the stand-in answers at once, or whoever asked is dead. Long enough that no message is killed three times on its way, after
 * which it is left to staff.
 */
const patience = 30_000;

// A worker that cares and sends, in a process of its own that a test may kill: `startWorker` runs this file.
await runWorker(({ services: { database, log }, options: { chatwoot }, ...tuning }) => {
  if (!chatwoot) throw new Error('a worker that sends has to know where Chatwoot is');
  const gateway = chatwootClient({ ...chatwoot, clock });
  const people = peopleInRows(database);
  const formLink = formLinks(log.keys, async () => 'https://clinic.example');
  return {
    processes: [
      sending({ chatwoot: () => gateway, people, clock, patience }),
      carePlans({ ...rowsOfContact(database), formLink, sayToContact: requestCare(people) }),
    ],
    beside: runProjections({ ...tuning, store: log.store, codec: log.codec, database }),
  };
});
