import { createKarens, type KarensOptions } from '../assistant/karens.ts';
import type { Database } from '../database/database.ts';
import type { Calendar } from '../domain/calendar/port.ts';
import type { ClinicSlug } from '../domain/ids.ts';
import type { Log } from '../eventStore/commandHandler.ts';
import { bookingDesk } from '../processes/karen/bookingDesk.ts';
import { karenInRows } from '../processes/karen/karenInRows.ts';
import type { KarenParts } from '../processes/karen/parts.ts';
import type { Settings } from './settings.ts';

export interface KarenWiring {
  readonly log: Log;
  readonly database: Database;
  /** Without a key Karen has her own model alone. */
  readonly openai: Settings['openai'];
  /** Where this server is reached from outside, once that is known. */
  readonly publicUrl: () => Promise<string>;
  /** The calendar of a clinic; null where none can be asked. */
  readonly calendarOf: (clinic: ClinicSlug) => Calendar | null;
  readonly onError: (error: unknown) => void;
}

/** What Karen's process works with in this server. */
export async function wireKaren(wiring: KarenWiring): Promise<Omit<KarenParts, 'send' | 'plansOf'>> {
  const { log, database, publicUrl, calendarOf, onError } = wiring;
  return {
    karenOf: createKarens({ openaiFor: await openaiOf(wiring), clock: () => performance.now(), onError }),
    desk: bookingDesk(log, publicUrl, calendarOf),
    ...karenInRows(database),
  };
}

async function openaiOf({ openai: { apiKey, baseUrl, model }, onError }: KarenWiring): Promise<KarensOptions['openaiFor']> {
  if (apiKey === null) return null;
  // Its client is large, and most start without it.
  const { openaiFor } = await import('../assistant/openai/openaiFor.ts');
  return openaiFor({ apiKey, baseUrl, model, onFailure: (reason) => onError(new Error(`Karen's model: ${reason}`)) });
}
