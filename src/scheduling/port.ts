/** Who is woken: the truth of what is due stands in his tables, a wake-up says when to look. */
export interface Sleeper {
  /** Hears that an instant of this minute has come: at times late, twice, or for nothing. */
  due(minute: Date): void;
  /** The instants until then, past ones included, for which there should be a wake-up: what the sweep re-creates them from. */
  upcoming(until: Date): Promise<readonly Date[]>;
}

/**
 * Wakes somebody up at the beginning of each minute that he asked for: one wake-up a minute, however much is due in it.
 * Every adapter passes `scheduling.contract.ts`. A wake-up may come late, twice or for nothing; one that was lost, with all others even,
 * is created again by a sweep on start and every minute, so that what is due is looked at within a minute in the worst case.
 */
export interface Scheduling {
  /** Which adapter it is, on what: for people. */
  readonly name: string;
  /** Asks for wake-ups, also for somebody else than this process. Returns at once: what cannot be stored is left to the sweep. */
  wakeAt(instants: readonly Date[]): void;
  /** Begins to wake, until `stop`; resolves once it has swept. The store of wake-ups may be away: it is not waited for. */
  start(sleeper: Sleeper): Promise<void>;
  /** Ends that; nobody is woken any more once it resolves. The wake-ups stay for whoever starts next. */
  stop(): Promise<void>;
  /** The minutes for which a wake-up is stored, in order, those just asked for included. Fails when the store is away. */
  waiting(): Promise<readonly Date[]>;
  /** Stops, and gives up the connection to the store; may be called twice. */
  close(): Promise<void>;
}

/** One wake-up for all that is due in it. Lower only in tests: a job for every due second helps nobody who looks into his tables anyway. */
export const minute = 60_000;

/** The beginnings of the minutes of some instants, in order and each once. Throws for what is no date: Agenda would take it for now. */
export function minutesOf(instants: readonly Date[], grain = minute): readonly Date[] {
  const times = new Set(instants.map((one) => Math.floor(one.getTime() / grain) * grain));
  if (times.has(Number.NaN)) throw new RangeError('a wake-up was asked for at a time that is none');
  return [...times].sort((a, b) => a - b).map((time) => new Date(time));
}
