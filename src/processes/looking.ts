import type { Clock } from '../domain/clock.ts';
import { type ClinicSlug, instantOf } from '../domain/ids.ts';
import { parseStreamName } from '../domain/stream.ts';
import { type Cause, handle, type Log, load } from '../eventStore/commandHandler.ts';
import type { Acting, DueEffect, Looking } from './process.ts';

/** The clinic that a stream belongs to. */
export function clinicOf(stream: string): ClinicSlug {
  const name = parseStreamName(stream);
  if (!name) throw new Error(`${stream} is no stream`);
  return name.clinic;
}

/** What a reaction may look at, now. */
export const looking = (log: Log, clock: Clock): Looking => ({
  now: instantOf(clock.now()),
  load: async (stream, fold) => (await load(log, clinicOf(stream), stream, fold)).state,
});

/** What a deed works with, now: everything that it does is caused by the effect. */
export function acting(log: Log, clock: Clock, signal: AbortSignal, { id, cause: { correlationId } }: DueEffect): Acting {
  const seen = looking(log, clock);
  const cause: Cause = { id, correlationId, actor: 'system', channel: null, occurredAt: seen.now };
  return {
    ...seen,
    log,
    signal,
    cause,
    issue: ({ step = 'effect', ...command }) => handle(log, { ...command, clinic: clinicOf(command.stream), cause, step }),
  };
}
