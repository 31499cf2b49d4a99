import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import { milliseconds } from '../../domain/duration.ts';
import type { TranslatorClinic as CalcomClinic } from '../calcom/translate.ts';
import type { ChatwootClinic } from '../chatwoot/translate.ts';

/** What is known of a clinic to read a delivery and carry it out. */
export interface InboxClinic extends CalcomClinic, ChatwootClinic {
  /** IANA. */
  readonly timeZone: string;
  /** How long the assistant is silent after a person wrote, in milliseconds. */
  readonly pause: number;
}

/** What the inbox needs of a clinic's settings. */
export function inboxClinic({ country, timeZone, procedures, calcom, chatwoot, assistant }: ClinicSettings): InboxClinic {
  const { url, accountId, inboxes } = chatwoot;
  return {
    country,
    timeZone,
    catalogue: { procedures, eventTypes: calcom.eventTypes },
    chatwoot: { host: url === null ? '' : new URL(url).host, accountId, inboxes },
    pause: milliseconds(assistant.pause) ?? 0,
  };
}
