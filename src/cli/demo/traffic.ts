import type { CalcomWebhook } from './calcomBodies.ts';
import type { Journey } from './journey.ts';
import type { Random } from './random.ts';

/** One body on its way. */
export interface Delivery {
  readonly body: CalcomWebhook;
  /** When it is sent, in journeys: the next journey begins one later. */
  readonly place: number;
  /** The same thing told again, as by a URL that is registered twice. */
  readonly duplicate: boolean;
  /** An earlier body of the same journey is sent after it. */
  readonly outOfOrder: boolean;
}

export interface Disturbance {
  /** How many bodies are told twice, from 0 to 1; default 0.15. */
  readonly duplicates?: number;
  /** How many are late, from 0 to 1; default 0.3. */
  readonly late?: number;
  /** By how many journeys they are late at most; default 5. */
  readonly window?: number;
}

/** Sends journeys side by side, some bodies twice and some late: without an id and in no order, as Cal.com does (integrations.md 1.9). */
export function trafficOf(
  journeys: readonly Journey[],
  random: Random,
  { duplicates = 0.15, late = 0.3, window = 5 }: Disturbance = {},
): readonly Delivery[] {
  const delay = (): number => (random.whole(0, 1_000) / 1_000) * window;
  const sent = journeys.flatMap(({ bodies }, journey) => {
    let place = journey;
    return bodies.flatMap((body, step) => {
      place += random.whole(1, 1_000) / 1_000;
      const own = { journey, step, body, place: random.chance(late) ? place + delay() : place, duplicate: false };
      return random.chance(duplicates) ? [own, { ...own, body: toldAgain(body, random), place: place + delay(), duplicate: true }] : [own];
    });
  });
  const inOrder = sent.toSorted((a, b) => a.place - b.place);
  const stepsLeft = new Map<number, number[]>();
  for (const { journey, step, duplicate } of inOrder) if (!duplicate) stepsLeft.set(journey, [...(stepsLeft.get(journey) ?? []), step]);
  return inOrder.map(({ journey, step, body, place, duplicate }) => {
    const left = stepsLeft.get(journey) ?? [];
    if (!duplicate) left.splice(left.indexOf(step), 1);
    return { body, place, duplicate, outOfOrder: !duplicate && left.some((other) => other < step) };
  });
}

/** The second telling differs in `createdAt` only; a flat body has none of its own. */
function toldAgain(body: CalcomWebhook, random: Random): CalcomWebhook {
  if (!('payload' in body)) return body;
  return { ...body, createdAt: new Date(Date.parse(body.createdAt) + random.whole(1, 900)).toISOString() };
}
