import type { BookingDesk } from '../../assistant/ports.ts';
import type { Wish } from '../../domain/calendar/chooseTimes.ts';
import type { Calendar } from '../../domain/calendar/port.ts';
import type { WantedTimes } from '../../domain/conversation/action.ts';
import type { ClinicSlug } from '../../domain/ids.ts';
import { wallAt } from '../../domain/messaging/localTime.ts';
import type { Log } from '../../eventStore/commandHandler.ts';
import { offerTimes } from '../../eventStore/commands/offerTimes.ts';
import { readSettings } from '../../eventStore/commands/weighMessage.ts';
import { causeOf } from './bookingDesk.ts';

/** Free times out of the clinics' calendars; none where a calendar cannot be asked: then the link stands for them. */
export const timesInCalendar =
  (log: Log, calendarOf: (clinic: ClinicSlug) => Calendar | null, publicUrl: () => Promise<string>): BookingDesk['offerTimes'] =>
  async (request) => {
    const { clinic, conversation, procedure, wanted } = request;
    const settings = await readSettings(log, clinic);
    const wish = wishOf(wanted, settings.timeZone);
    const times = { conversation, procedure, wish, publicUrl: await publicUrl() };
    const result = await offerTimes(log, settings, calendarOf(clinic), times, causeOf(request));
    return result.type === 'times' ? result.times : [];
  };

const day = 86_400_000;

/** A single day as its day of the week, by the clinic's clock; of a longer time only the part of the day. */
function wishOf(wanted: WantedTimes | null, timeZone: string): Wish {
  if (wanted === null) return {};
  const part = wanted.part === null ? {} : { part: wanted.part };
  if (Date.parse(wanted.until) - Date.parse(wanted.from) > day) return part;
  const weekday = new Date(wallAt(Date.parse(wanted.from), timeZone)).getUTCDay();
  return { ...part, weekday: weekday === 0 ? 7 : weekday };
}
