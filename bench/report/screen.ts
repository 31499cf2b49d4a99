import type { ContestResult } from '../contest.ts';
import { mark, rowsOf } from './figures.ts';

/** A contest's rows as they stand on the terminal while the rest is run. */
export const screenRows = (result: ContestResult): string =>
  rowsOf(result)
    .map(({ name, ours, peer, ratio, aim, met }) => {
      const cells = [`  ${name}`.padEnd(46), ours.padEnd(36), peer, ratio, aim, mark(met)];
      return cells.filter((cell) => cell !== '').join('  ');
    })
    .join('\n');
