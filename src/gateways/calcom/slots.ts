import { z } from 'zod';
import { CalendarError, type FreeTimesQuery } from '../../domain/calendar/port.ts';
import type { CalcomOwner } from '../../domain/clinic/calcomPage.ts';
import { type Instant, toInstant } from '../../domain/ids.ts';
import type { CalcomClient } from './client.ts';

const version = '2024-09-04';

/** By day, each start with its offset; seated and ranged slots say more. */
const answerSchema = z.object({ data: z.record(z.string(), z.array(z.object({ start: z.string() }))) });

/** Asks for the free times of an event type, the earliest first. */
export async function readSlots(
  client: CalcomClient,
  owner: CalcomOwner,
  timeZone: string,
  { eventType, from, to }: FreeTimesQuery,
): Promise<readonly Instant[]> {
  const { body } = await client({ path: '/slots', version, query: { ...owner, eventTypeSlug: eventType, start: from, end: to, timeZone } });
  const read = answerSchema.safeParse(body);
  if (!read.success) throw new CalendarError('UNREADABLE', 'the free times of Cal.com are not of a shape that is known here');
  const starts = Object.values(read.data.data).flatMap((day) => day.map(({ start }) => toInstant(start)));
  return starts.filter((one) => one !== null && one >= from && one < to).sort() as Instant[]; // nulls are gone
}
