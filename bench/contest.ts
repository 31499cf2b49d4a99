/** Takes one measurement, in the contest's unit. */
export type Measure = () => Promise<number>;

/** What a figure of ours is held against, in the same run on the same machine. */
export interface Peer {
  readonly name: string;
  readonly measure: Measure;
  /** How many times better than the peer we want to be; absent where the peer is a floor that nobody gets under. */
  readonly aim?: number;
}

/** One row of the table: a figure of ours, with those of its peers. */
export interface Contest {
  /** `16 senders`. */
  readonly name: string;
  /** `events/s`, `ms`, `s`, `MB`. */
  readonly unit: string;
  readonly better: 'more' | 'less';
  readonly ours: Measure;
  readonly peers: readonly Peer[];
  /** What our own figure should be at least, or at most where less is better. */
  readonly aim?: number;
}

/** A median with the least and the most that were measured. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface PeerResult {
  readonly name: string;
  readonly figure: Spread;
  /** How many times better ours was, round by round. */
  readonly ratio: Spread;
  readonly aim: number | null;
}

export interface ContestResult {
  readonly name: string;
  readonly unit: string;
  readonly better: Contest['better'];
  readonly ours: Spread;
  readonly peers: readonly PeerResult[];
  readonly aim: number | null;
}

export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, least: at(0), most: at(sorted.length - 1) };
}

/** Holds a contest: once to warm up, then round by round ours and each peer in turn, so that what else the machine does hits all of them. */
export async function hold(contest: Contest, rounds: number, onRound: (round: number) => void): Promise<ContestResult> {
  const { name, unit, better, ours, peers, aim = null } = contest;
  const measures = [ours, ...peers.map(({ measure }) => measure)];
  const figures = measures.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    onRound(round);
    for (const [index, measure] of measures.entries()) {
      const figure = await measure();
      if (round > 0) figures[index]?.push(figure);
    }
  }
  const [own = [], ...others] = figures;
  const ratioOf = (ownFigure: number, other: number): number => (better === 'more' ? ownFigure / other : other / ownFigure);
  return {
    name,
    unit,
    better,
    ours: spreadOf(own),
    aim,
    peers: peers.map((peer, index) => {
      const its = others[index] ?? [];
      const ratio = spreadOf(its.map((figure, round) => ratioOf(own[round] ?? Number.NaN, figure)));
      return { name: peer.name, figure: spreadOf(its), ratio, aim: peer.aim ?? null };
    }),
  };
}

/** Whether our own figure is as good as it was aimed to be; null where nothing was. */
export const meetsAim = ({ better, ours, aim }: ContestResult): boolean | null =>
  aim === null ? null : better === 'more' ? ours.median >= aim : ours.median <= aim;

/** Whether ours is as many times better than a peer as it was aimed to be; null where nothing was. */
export const beatsPeer = ({ ratio, aim }: PeerResult): boolean | null => (aim === null ? null : ratio.median >= aim);
