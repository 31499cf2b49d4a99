import { clinicName, countAll, countFound, countKnown, funnelByChannel, lookUp, settle } from './clinicView.ts';
import { DemoFailure } from './failure.ts';
import type { ExpectedBooking, Journey } from './journey.ts';
import { generateJourneys } from './journeys.ts';
import { compare, type Look, meantBy, type Outcome } from './outcome.ts';
import type { Progress } from './progress.ts';
import { seededRandom } from './random.ts';
import { anySeed, type DatedSeed, momentOf, writeSeed } from './seed.ts';
import { sendTraffic } from './send.ts';
import { connectServer, type Receipt, type Server } from './server.ts';
import { playTalks } from './talks/playTalks.ts';
import type { Talk } from './talks/talk.ts';
import { generateTalks } from './talks/talks.ts';
import { trafficOf } from './traffic.ts';

export interface DemoOptions {
  readonly url: string;
  readonly clinic: string;
  readonly secret: string;
  readonly chatwootSecret: string;
  /** Where the clinic's file says that its Chatwoot is, on this machine. */
  readonly chatwootPort: number;
  /** Chatwoot's number of the clinic's account. */
  readonly chatwootAccount: number;
  /** How many people book without a word. */
  readonly journeys: number;
  /** How many people talk to Karen. */
  readonly conversations: number;
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
  readonly conversations: number;
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

  const { seed, journeys, talks } = await choosePeople(server, options);
  const traffic = trafficOf(journeys, seededRandom(`${writeSeed(seed)}/traffic`));
  const people = [...new Set(journeys.flatMap((journey) => journey.people))];
  const period = periodAround(momentOf(seed));
  const booked = journeys.flatMap(({ comesTo }) => comesTo);
  const before = { ...(await look(server, clinic, booked, period)), knownPeople: await countKnown(server, clinic, people) };
  const start = { clinicName: name, seed: writeSeed(seed) };
  options.onStart(start);

  let sent = 0;
  let answeredDuplicate = 0;
  const talkTriggers: string[] = [];
  const onReceipt = (receipt: Receipt): void => {
    if (receipt === 'duplicate') answeredDuplicate += 1;
  };
  const began = Date.now();
  progress.start(traffic.length + talks.length);
  const ending = new AbortController();
  const stopped = AbortSignal.any([signal, ending.signal]);
  try {
    const playing = [
      sendTraffic(server, traffic, {
        speed: options.speed,
        signal: stopped,
        onSent(receipt) {
          progress.sent(++sent);
          onReceipt(receipt);
        },
      }).then(() => []),
      playTalks(talks, {
        ...options,
        server,
        signal: stopped,
        onPlayed: () => progress.sent(++sent),
        onSent(trigger, receipt) {
          talkTriggers.push(trigger);
          onReceipt(receipt);
        },
      }),
    ];
    // The first that fails ends the other, and both have ended before anything is said.
    for (const one of playing) one.catch((error) => ending.abort(error));
    const ended = await Promise.allSettled(playing);
    signal.throwIfAborted();
    ending.signal.throwIfAborted();
    const played = ended.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const allSent = Date.now();
    await settle(server, clinic, { signal, onWaiting: progress.waiting });
    const seconds = { sending: (allSent - began) / 1_000, carryingOut: (Date.now() - allSent) / 1_000 };
    const meant = meantBy(journeys, played).map(({ booking }) => booking);
    const after = await look(server, clinic, meant, period);
    const outcome = compare(journeys, { traffic, talks: played, talkTriggers, answeredDuplicate, retries }, before, after);
    return { ...start, url, clinic, journeys: journeys.length, conversations: talks.length, seconds, ...outcome };
  } finally {
    progress.stop();
  }
}

/** A period in which anybody may begin of whom is told around a moment, or who writes today. */
const periodAround = (moment: Date): Period => ({
  from: new Date(moment.getTime() - 120 * day),
  to: new Date(Math.max(moment.getTime(), Date.now()) + day),
});

const day = 86_400_000;

interface Period {
  readonly from: Date;
  readonly to: Date;
}

const look = async (server: Server, clinic: string, expected: readonly ExpectedBooking[], { from, to }: Period): Promise<Look> => ({
  bookings: await lookUp(server, expected),
  counts: await countAll(server, clinic),
  funnel: await funnelByChannel(server, clinic, from, to),
});

/** After so many seeds it is taken that every number is somebody's by now: then some people come back, which is counted too. */
const mostSeeds = 20;

interface Chosen {
  readonly seed: DatedSeed;
  readonly journeys: readonly Journey[];
  readonly talks: readonly Talk[];
}

/** The people of the seed asked for; without one, of a seed whose numbers nobody has. */
async function choosePeople(server: Server, options: DemoOptions): Promise<Chosen> {
  const peopleOf = (seed: DatedSeed): Chosen => {
    const of = { seed: seed.seed, now: momentOf(seed) };
    return {
      seed,
      journeys: generateJourneys({ ...of, count: options.journeys }),
      talks: generateTalks({ ...of, count: options.conversations }),
    };
  };
  if (options.seed) return peopleOf(options.seed);
  for (let tries = 1; ; tries++) {
    const chosen = peopleOf(anySeed(options.today));
    const people = [...chosen.journeys.flatMap((journey) => journey.people), ...chosen.talks.map(({ person }) => person)];
    // All numbers of one hundred have the same beginning.
    const hundreds = [...new Set(people.flatMap(({ phone }) => phone?.slice(0, -2) ?? []))];
    const found = await countFound(server, options.clinic, hundreds);
    if (tries === mostSeeds || found.every((count) => count === 0)) return chosen;
  }
}
