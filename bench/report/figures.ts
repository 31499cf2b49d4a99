import { beatsPeer, type ContestResult, meetsAim, type Spread } from '../contest.ts';

/** What a line of the table came to. */
export interface LineResult {
  readonly name: string;
  readonly title: string;
  readonly bounds: string;
  /** The day in UTC. */
  readonly date: string;
  readonly rounds: number;
  /** Whether it was a fraction of the work. */
  readonly quick: boolean;
  /** See `takenByOthers`; the mean of a look before each contest. */
  readonly takenByOthers: number;
  readonly contests: readonly ContestResult[];
  /** Why the line has no figures, or not all; null when it has. */
  readonly failure: string | null;
}

/** A row for people: of a contest and one of its peers. Later peers of a contest have rows without our own figure. */
export interface Row {
  readonly name: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: string;
  readonly aim: string;
  readonly met: boolean | null;
}

const figure = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });

const spread = ({ median, least, most }: Spread, suffix = ''): string => `${figure(median)}${suffix} (${figure(least)}-${figure(most)})`;

export function rowsOf(result: ContestResult): readonly Row[] {
  const { name, unit, better, ours, peers, aim } = result;
  const own = {
    name,
    ours: `${spread(ours)} ${unit}`,
    aim: aim === null ? [] : [`${better === 'more' ? 'at least' : 'at most'} ${figure(aim)} ${unit}`],
    met: meetsAim(result),
  };
  const blank = { name: '', ours: '', aim: [], met: null };
  if (peers.length === 0) return [{ ...own, peer: '', ratio: '', aim: own.aim.join() }];
  return peers.map((peer, index) => {
    const { name: first, ours: figures, aim: aims, met } = index === 0 ? own : blank;
    const beats = beatsPeer(peer);
    return {
      name: first,
      ours: figures,
      peer: `${peer.name}: ${spread(peer.figure)}`,
      ratio: spread(peer.ratio, 'x'),
      aim: [...aims, ...(peer.aim === null ? [] : [`at least ${figure(peer.aim)}x`])].join(', '),
      met: met === null ? beats : met && beats !== false,
    };
  });
}

export const mark = (met: boolean | null): string => (met === null ? '' : met ? 'met' : 'missed');
