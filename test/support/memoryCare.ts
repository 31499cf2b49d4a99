import type { BookingId } from '../../src/domain/ids.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import { formLinks } from '../../src/processes/carePlans/formLink.ts';
import type { CareWays } from '../../src/processes/carePlans/ways.ts';
import { everything } from './log.ts';
import { publicUrl } from './memoryKaren.ts';

/** What care plans ask of rows, read off a log in memory in which nobody is merged. */
export const memoryCare = (log: Log): Omit<CareWays, 'sayToContact'> => ({
  formLink: formLinks(log.keys, async () => publicUrl),
  async plansOf(_clinic, contact) {
    const started = (await everything(log)).map(({ event }) => event);
    return started.flatMap((one) => (one.type === 'CarePlanStarted' && one.data.contact === contact ? [one.data.carePlan] : []));
  },
  async bookingsOf(_clinic, contact) {
    const subjects = (await everything(log)).filter(
      ({ metadata, stream }) => metadata.subject === contact && stream.startsWith('booking-'),
    );
    return [...new Set(subjects.map(({ stream }) => stream.slice(stream.indexOf('.') + 1) as BookingId))]; // a booking's stream is named after it
  },
});
