import { createKarens } from '../assistant/karens.ts';
import { defaultModel } from '../assistant/openai/chat.ts';
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
export function wireKaren({ log, database, openai, publicUrl, calendarOf, onError }: KarenWiring): Omit<KarenParts, 'send'> {
  const { apiKey, baseUrl, model } = openai;
  const chat = apiKey === null ? null : { apiKey, baseUrl, model: model ?? defaultModel };
  return {
    karenOf: createKarens({
      chat,
      clock: () => performance.now(),
      onError,
      onFailure: (reason) => onError(new Error(`the model: ${reason}`)),
    }),
    desk: bookingDesk(log, publicUrl, calendarOf),
    ...karenInRows(database),
  };
}
