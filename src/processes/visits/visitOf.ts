import type { BookingId } from '../../domain/ids.ts';
import { parseStreamName } from '../../domain/stream.ts';
import { type Reading, readVisit, type Visit } from '../../eventStore/commands/readVisit.ts';

/** The appointment that a booking's stream is about by now. Throws for another stream. */
export function visitOf(reading: Reading, stream: string): Promise<Visit | null> {
  const name = parseStreamName(stream);
  if (name?.category !== 'booking' || name.id === null) throw new Error(`no booking stands in ${stream}`);
  return readVisit(reading, name.clinic, name.id as BookingId); // such a stream is named by one
}
