import type { CalcomWebhook } from './calcomBodies.ts';
import type { Moments } from './calendar.ts';
import type { Status } from './journey.ts';
import type { Random } from './random.ts';

/** Where a journey plays. */
export interface Stage {
  readonly random: Random;
  /** All that has happened lies before it. */
  readonly now: Date;
  /** The Cal.com server: the older one says some things in other shapes, and less. */
  readonly server: 'older' | 'newer';
}

/** The stage with the moments of one appointment. */
export interface Scene extends Stage {
  readonly moments: Moments;
}

/** What was told of a visit, and the status that this means for it. */
export interface Told {
  readonly bodies: readonly CalcomWebhook[];
  readonly status: Status;
}

/** Why people, and the clinic, change their minds. */
export const reasons = {
  moving: ['Work meeting moved', 'School run', 'I am travelling that week', 'Feeling a little under the weather'],
  cancelling: ['I have to travel that day.', 'Found a place nearer home.', 'Not well.', 'Budget.'],
  clinic: ['The doctor is in theatre that morning.', 'The machine is being serviced that day.'],
} as const;
