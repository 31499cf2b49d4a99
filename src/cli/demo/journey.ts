import type { CalcomWebhook, Person } from './calcomBodies.ts';

/** What one appointment must come to, whatever order its bodies arrive in; the words are the API's. */
export interface ExpectedBooking {
  /** The whole chain, oldest first. */
  readonly uids: readonly string[];
  readonly seat: string | null;
  readonly status: Status;
  /** 1 + reschedules. */
  readonly version: number;
  /** ISO 8601 with milliseconds in UTC. */
  readonly startsAt: string;
  readonly channel: string;
  readonly kind: string;
  readonly procedure: string;
  readonly practitioner: string;
  /** Whose it is. */
  readonly person: Person;
  /** When she asked for it first. ISO 8601 with milliseconds in UTC. */
  readonly bookedAt: string;
  /** Whether it stood at any time: a request that nobody said yes to never does. */
  readonly wasScheduled: boolean;
}

/** The statuses of an appointment in the order in which they are shown. */
export const statuses = [
  'SCHEDULED',
  'COMPLETED',
  'NO_SHOW',
  'REQUESTED',
  'AWAITING_PAYMENT',
  'RESCHEDULE_REQUESTED',
  'CANCELLED',
  'REJECTED',
] as const;

export type Status = (typeof statuses)[number];

/** Some days of some people: what Cal.com sends about them, and what that must come to by the clinic's rules. */
export interface Journey {
  /** What happens, in a few words. */
  readonly story: string;
  /** In the order in which it happened. */
  readonly bodies: readonly CalcomWebhook[];
  readonly comesTo: readonly ExpectedBooking[];
  /** Each becomes one contact; nobody is in two journeys. */
  readonly people: readonly Person[];
}
