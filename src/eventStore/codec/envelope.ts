import { v5 as uuidV5 } from 'uuid';
import type { AnyEvent } from '../../domain/catalogue.ts';
import type { Channel } from '../../domain/channel.ts';
import type { ClinicSlug, ContactId, Instant } from '../../domain/ids.ts';
import type { Position } from '../port.ts';

/** Who did it: `patient`, `karen`, `staff:<id>`, `system`, `cal.com`, `chatwoot`. */
export type Actor = 'patient' | 'karen' | 'system' | 'cal.com' | 'chatwoot' | `staff:${string}`;

/** What every event says beside its data; nothing personal. */
export interface EventMetadata {
  readonly clinic: ClinicSlug;
  /** Whose key, journey and erasure the event belongs to. */
  readonly subject: ContactId | null;
  readonly actor: Actor;
  readonly channel: Channel | null;
  /** The journey: one id for all that follows from one beginning. */
  readonly correlationId: string;
  /** The delivery, event or job that caused it. */
  readonly causationId: string;
  readonly occurredAt: Instant;
  readonly schemaVersion: number;
  /** Of a copied log: when the event was recorded in the first one. */
  readonly recordedAt?: Instant;
}

/** An event as read from the log. */
export interface LoggedEvent<Event extends AnyEvent = AnyEvent> {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** In the log where it was first recorded. */
  readonly recordedAt: Date;
  readonly event: Event;
  readonly metadata: EventMetadata;
}

const namespace = 'b7c1f0f4-5a0e-4c57-9a51-1c4c1e7f5d10';

/** The id that one thing always gets from what caused it: repeating the cause repeats the id. */
export const idFrom = (...parts: readonly (string | number)[]): string => uuidV5(parts.join('/'), namespace);
