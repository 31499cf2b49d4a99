/** A body as Cal.com posts it, before it is made one JSON text. MEETING_* of older servers have no `payload`: the row stands beside the trigger. */
export interface CalcomWebhook {
  readonly triggerEvent: string;
  /** ISO 8601 with milliseconds in UTC. */
  readonly createdAt: string;
  readonly [key: string]: unknown;
}

/** Wraps what a trigger says. */
export const webhook = (triggerEvent: string, createdAt: Date, payload: Readonly<Record<string, unknown>>): CalcomWebhook => ({
  triggerEvent,
  createdAt: createdAt.toISOString(),
  payload,
});

/** A time as the paths of a new booking write it: `2026-10-14T15:00:00Z`. */
export const secondsUtc = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** A time as a cancel on a server in UTC writes it: `2026-10-14T15:00:00+00:00`. */
export const secondsWithOffset = (date: Date): string => `${date.toISOString().slice(0, 19)}+00:00`;
