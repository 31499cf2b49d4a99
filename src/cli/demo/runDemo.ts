import { clinicName, countAll, countFound, countKnown, lookUp, settle } from './clinicView.ts';
import { DemoFailure } from './failure.ts';
import type { Journey } from './journey.ts';
import { generateJourneys } from './journeys.ts';
import { compare, type Look, type Outcome } from './outcome.ts';
import type { Progress } from './progress.ts';
import { seededRandom } from './random.ts';
import { anySeed, type DatedSeed, momentOf, writeSeed } from './seed.ts';
import { sendTraffic } from './send.ts';
import { connectServer, type Server } from './server.ts';
import { trafficOf } from './traffic.ts';

export interface DemoOptions {
  readonly url: string;
  readonly clinic: string;
  readonly secret: string;
  readonly journeys: number;
  /** Journeys a second; Infinity: as fast as the server answers. */
  readonly speed: number;
  /** Null: one whose people the clinic does not know yet. */
  readonly seed: DatedSeed | null;
  readonly today: Date;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Called when it is known what will be played, before the first body is sent. */
  readonly onStart: (start: DemoStart) => void;
}

export interface DemoStart {
  readonly clinicName: string;
  readonly seed: string;
}

export interface DemoResult extends DemoStart, Outcome {
  readonly url: string;
  readonly clinic: string;
  readonly journeys: number;
  readonly seconds: { readonly sending: number; readonly carryingOut: number };
}

/**
 * Plays journeys to a running server, waits until everything is carried out, and compares what the clinic sees with what the journeys say.
 * Fails with {@link DemoFailure} where it cannot be played to the end, and with the signal's reason when it was aborted.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const { url, clinic, signal, progress } = options;
  let retries = 0;
  const server = connectServer({ ...options, onRetry: () => (retries += 1) });
  await server.askOnce('{ system { version } }');
  // What an interrupted run left behind may still be at work, and a clinic that was just configured not yet seen.
  await settle(server, clinic, { signal, onWaiting: () => {} });
  const name = await clinicName(server, clinic);
  if (name === null) throw new DemoFailure(`there is no clinic "${clinic}" at ${url}: name one of the clinic file with --clinic`);

  const { seed, journeys } = await chooseJourneys(server, options);
  const traffic = trafficOf(journeys, seededRandom(`${writeSeed(seed)}/traffic`));
  const people = [...new Set(journeys.flatMap((journey) => journey.people))];
  const before = { ...(await look(server, clinic, journeys)), knownPeople: await countKnown(server, clinic, people) };
  const start = { clinicName: name, seed: writeSeed(seed) };
  options.onStart(start);

  let sent = 0;
  let answeredDuplicate = 0;
  const began = Date.now();
  progress.start(traffic.length);
  try {
    await sendTraffic(server, traffic, {
      speed: options.speed,
      signal,
      onSent(receipt) {
        progress.sent(++sent);
        if (receipt === 'duplicate') answeredDuplicate += 1;
      },
    });
    const allSent = Date.now();
    await settle(server, clinic, { signal, onWaiting: progress.waiting });
    const seconds = { sending: (allSent - began) / 1_000, carryingOut: (Date.now() - allSent) / 1_000 };
    const after = await look(server, clinic, journeys);
    const outcome = compare(journeys, { traffic, answeredDuplicate, retries }, before, after);
    return { ...start, url, clinic, journeys: journeys.length, seconds, ...outcome };
  } finally {
    progress.stop();
  }
}

async function look(server: Server, clinic: string, journeys: readonly Journey[]): Promise<Look> {
  const bookings = await lookUp(
    server,
    journeys.flatMap(({ comesTo }) => comesTo),
  );
  return { counts: await countAll(server, clinic), bookings };
}

/** After so many seeds it is taken that every number is somebody's by now: then some people come back, which is counted too. */
const mostSeeds = 20;

/** The journeys of the seed asked for; without one, of a seed whose numbers nobody has. */
async function chooseJourneys(server: Server, options: DemoOptions): Promise<{ seed: DatedSeed; journeys: readonly Journey[] }> {
  const journeysOf = (seed: DatedSeed): readonly Journey[] =>
    generateJourneys({ seed: seed.seed, now: momentOf(seed), count: options.journeys });
  if (options.seed) return { seed: options.seed, journeys: journeysOf(options.seed) };
  for (let tries = 1; ; tries++) {
    const seed = anySeed(options.today);
    const journeys = journeysOf(seed);
    const numbers = journeys.flatMap(({ people }) => people.flatMap(({ phone }) => phone ?? []));
    // All numbers of one hundred have the same beginning.
    const hundreds = [...new Set(numbers.map((number) => number.slice(0, -2)))];
    const found = await countFound(server, options.clinic, hundreds);
    if (tries === mostSeeds || found.every((count) => count === 0)) return { seed, journeys };
  }
}
