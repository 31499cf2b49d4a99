import { type ClinicSlug, type Instant, toInstant } from '../domain/ids.ts';
import { parseStreamName } from '../domain/stream.ts';
import { idFrom, type LoggedEvent } from '../eventStore/codec/envelope.ts';
import type { RecordedEvent } from '../eventStore/port.ts';
import type { DueEffect, Effect } from './process.ts';

/** An effect as it is written down. */
export interface PlannedEffect extends DueEffect {
  readonly clinic: ClinicSlug;
  readonly process: string;
  readonly lane: string;
  /** WAITING to be done; FAILED and HELD, as migration 0010 has them, with the reason. */
  readonly state: 'WAITING' | 'FAILED' | 'HELD';
  readonly reason: string | null;
}

/** The purpose under which a reaction that failed is tried again. */
export const reaction = '(reaction)';

/** The id of the effect that follows from an event. */
export const effectId = (process: string, event: string, purpose: string, version: number): string =>
  idFrom(process, event, purpose, version);

/** Names the effects that follow from an event. Throws for effects that cannot be kept: a fault of the process. */
export function planEffects(process: string, event: LoggedEvent, effects: readonly Effect[], now: Instant): PlannedEffect[] {
  const { id, stream, revision, metadata } = event;
  const planned = effects.flatMap((effect): PlannedEffect[] => {
    if (effect.type === 'clearTimers') return [];
    const { purpose, which, about, version, data = {}, usefulUntil, lane = about } = effect;
    const plannedFor = effect.type === 'setTimer' ? effect.dueAt : now;
    assertKeepable({ purpose, about, version, data, plannedFor, usefulUntil, lane });
    return [
      {
        id: effectId(process, id, which === undefined ? purpose : `${purpose} ${which}`, version),
        clinic: metadata.clinic,
        process,
        purpose,
        about,
        lane,
        version,
        data,
        cause: { id, stream, revision, correlationId: metadata.correlationId },
        plannedFor,
        usefulUntil,
        state: 'WAITING',
        reason: null,
      },
    ];
  });
  if (new Set(planned.map((one) => one.id)).size < planned.length)
    throw new Error('two effects of one event have the same purpose and version: `which` tells them apart');
  return planned;
}

/** The effect of trying a reaction again. */
export const planReaction = (
  process: string,
  { id, stream, revision }: Pick<RecordedEvent, 'id' | 'stream' | 'revision'>,
  now: Instant,
  reason: string | null,
): PlannedEffect => ({
  id: idFrom(process, id, reaction, 0),
  clinic: parseStreamName(stream)?.clinic ?? ('' as ClinicSlug), // every stream that a store lets in has one
  process,
  purpose: reaction,
  about: stream,
  // Nobody else's: an event that cannot be read holds up no other.
  lane: `${reaction} ${id}`,
  version: 0,
  data: {},
  cause: { id, stream, revision, correlationId: id },
  plannedFor: now,
  usefulUntil: null,
  state: reason === null ? 'WAITING' : 'FAILED',
  reason,
});

type Kept = Pick<PlannedEffect, 'purpose' | 'about' | 'version' | 'data' | 'plannedFor' | 'usefulUntil' | 'lane'>;

/** What PostgreSQL refuses would refuse the whole batch with it. */
function assertKeepable({ purpose, about, version, data, plannedFor, usefulUntil, lane }: Kept): void {
  const texts = [purpose, about, lane, ...Object.keys(data), ...Object.values(data).filter((one) => typeof one === 'string')];
  if (parseStreamName(about) === null) throw new Error(`an effect is about ${JSON.stringify(about)}, which is no stream`);
  if (!Number.isInteger(version)) throw new Error(`the appointment version of ${purpose} is ${version}`);
  if (texts.some((text) => !text.isWellFormed() || text.includes('\0'))) throw new Error(`a text of ${purpose} cannot be stored`);
  if (toInstant(plannedFor) === null || (usefulUntil !== null && toInstant(usefulUntil) === null))
    throw new Error(`a time of ${purpose} is none`);
}
