import { type ClinicSlug, type ContactId, isClinicSlug } from '../domain/ids.ts';
import { systemViewer } from '../domain/viewer.ts';
import { readJourney } from '../journeys/journey.ts';
import { sentence, sentenceContext } from '../journeys/sentence.ts';
import type { ContactKey } from '../projections/contacts/queries.ts';
import { after, readCursor, writeCursor } from '../projections/feed/cursor.ts';
import { type House, inHouse } from './house.ts';
import { CliError, exitCodes, print } from './output.ts';

export interface ReplayCommandOptions {
  readonly clinic?: string;
  readonly asOf?: string;
  readonly json?: boolean;
}

/** Prints a contact's journey: what happened, in sentences, as the API's `journey` has it. */
export async function runReplay(contact: string, options: ReplayCommandOptions, signal: AbortSignal): Promise<number> {
  return inHouse(signal, async (house) => {
    const { database, log } = house.services;
    const key = contactKey(contact, options.clinic, house);
    const logId = await log.store.logId();
    const end = options.asOf === undefined ? null : { position: readCursor(logId, options.asOf).position };
    const journey = await readJourney({ database, ...log }, systemViewer('replay'), key, end);
    if (!journey) throw new CliError(`there is no contact ${contact} in ${key.clinic}${end ? ' at that position' : ''}`);
    const told = sentenceContext(journey.settings);
    const entries = journey.entries.map(({ position, event, stream, revision, recordedAt, metadata }) => ({
      cursor: writeCursor(logId, after(position)),
      type: event.type,
      stream,
      revision,
      occurredAt: metadata.occurredAt,
      recordedAt: recordedAt.toISOString(),
      actor: metadata.actor,
      channel: metadata.channel,
      summary: sentence(event, told),
    }));
    const lines = entries.map(
      ({ occurredAt, actor, summary }) => `${occurredAt.slice(0, 16).replace('T', ' ')}  ${actor.padEnd(10)}  ${summary}`,
    );
    print(options.json ?? false, { clinic: key.clinic, contact: journey.contact.id, at: journey.at, entries }, lines.join('\n'));
    return exitCodes.done;
  });
}

/** Reads a contact's global id, or her UUID with the clinic; of a single clinic it need not be named. */
function contactKey(text: string, clinic: string | undefined, { installation }: House): ContactKey {
  const global = /^Contact:([^.]+)\.([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  const [only, ...others] = installation.clinics.map(({ settings }) => settings.slug);
  const slug = global?.[1] ?? clinic ?? (others.length === 0 ? only : undefined);
  const id = global?.[2] ?? text;
  if (slug === undefined || !isClinicSlug(slug)) throw new CliError('there are several clinics: name one with --clinic');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new CliError(`${JSON.stringify(text)} is no contact's id`);
  return { clinic: slug satisfies ClinicSlug, id: id as ContactId }; // a UUID, asked above
}
