import { randomUUID } from 'node:crypto';
import { instantOf } from '../domain/ids.ts';
import { type Actor, idFrom } from '../eventStore/codec/envelope.ts';
import type { Cause, Log } from '../eventStore/commandHandler.ts';
import type { SchemaContext } from './context.ts';
import { type Failure, failure } from './results.ts';

/** The log as the one who asks may touch it. */
export const logOf = ({ log, viewer }: Pick<SchemaContext, 'log' | 'viewer'>): Log => ({ ...log, viewer });

/** The id of the member of staff who asks, as events name them. */
export const staffIn = ({ viewer }: Pick<SchemaContext, 'viewer'>): string => viewer.subject.replace(/^staff:/, '');

/**
 * What a member of staff asks for is a cause of its own, each time.
 * @param what names what she asks for where it may be asked for again, its answer being lost: by one `Idempotency-Key` it is one cause
 */
export function asked(context: Pick<SchemaContext, 'viewer' | 'clock' | 'idempotencyKey'>, what: string | null = null): Cause {
  const { idempotencyKey: key } = context;
  const staff = staffIn(context);
  const id = what === null || key === null ? randomUUID() : idFrom('asked', staff, what, key);
  const actor: Actor = `staff:${staff}`;
  return { id, correlationId: id, actor, channel: null, occurredAt: instantOf(context.clock.now()) };
}

/** Most characters of what staff may write in one field. */
const mostCharacters = 2_000;

/** What is wrong with words that staff wrote, by the input's field; null when nothing is. */
export function wrongWords(words: Readonly<Record<string, string | null | undefined>>): Failure | null {
  for (const [field, text] of Object.entries(words)) {
    if (text === null || text === undefined) continue;
    if (text.trim() === '') return failure('InvalidInput', `\`${field}\` says nothing`, ['input', field]);
    if (text.length > mostCharacters)
      return failure('InvalidInput', `\`${field}\` has ${text.length} characters; ${mostCharacters} are the most`, ['input', field]);
  }
  return null;
}
