import { createKarens } from '../assistant/karens.ts';
import { defaultModel } from '../assistant/openai/chat.ts';
import type { BookingDesk } from '../assistant/ports.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../eventStore/commandHandler.ts';
import { bookingDesk } from '../processes/karen/bookingDesk.ts';
import { karenProcess } from '../processes/karen/karen.ts';
import { karenInRows } from '../processes/karen/karenInRows.ts';
import type { KarenParts } from '../processes/karen/parts.ts';
import type { Process } from '../processes/process.ts';
import type { Settings } from './settings.ts';

export interface KarenWiring {
  readonly log: Log;
  readonly database: Database;
  /** Without a key Karen has her own model alone. */
  readonly openai: Settings['openai'];
  /** Where this server is reached from outside. */
  readonly publicUrl: string;
  /** Hands her replies to whoever sends messages. */
  readonly send: KarenParts['send'];
  /** Looks for free times in the clinic's calendar. */
  readonly offerTimes: BookingDesk['offerTimes'];
  readonly onError: (error: unknown) => void;
}

/** Karen's process as this server runs it. */
export function wireKaren({ log, database, openai, publicUrl, send, offerTimes, onError }: KarenWiring): Process {
  const { apiKey, baseUrl, model } = openai;
  const chat = apiKey === null ? null : { apiKey, baseUrl, model: model ?? defaultModel };
  return karenProcess({
    karenOf: createKarens({ chat, clock: () => performance.now(), onError }),
    desk: bookingDesk(log, publicUrl, offerTimes),
    send,
    ...karenInRows(database),
  });
}
