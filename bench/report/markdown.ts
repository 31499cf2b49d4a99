import type { Machine } from '../machine.ts';
import { type LineResult, mark, rowsOf } from './figures.ts';

export interface Run {
  readonly date: string;
  readonly rounds: number;
  readonly machine: Machine;
  readonly lines: readonly LineResult[];
}

/** A run as `results.md` keeps it. */
export function markdown({ date, rounds, machine, lines }: Run): string {
  const { cpu, cores, memory, system, node, postgres } = machine;
  return `${[
    '# How fast',
    `Written by \`npm run bench\` on ${date}. ${rounds} rounds after one to warm up; in each, ours and then its peers. Figures are medians with (least-most); ratios are taken round by round, and more than 1x is better. Everything runs on one machine: server, PostgreSQL, and those who send and listen.`,
    `${cpu}, ${cores} cores, ${memory}; ${system}; Node ${node}; PostgreSQL ${postgres} (\`fsync\` and \`synchronous_commit\` on). Ours is production code with encryption and row-level security; peers have the same PostgreSQL and the same durability.`,
    ...lines.flatMap(section),
  ].join('\n\n')}\n`;
}

function section({ title, bounds, takenByOthers, contests, failure }: LineResult): readonly string[] {
  const rows = contests
    .flatMap(rowsOf)
    .map(({ name, ours, peer, ratio, aim, met }) => `| ${[name, ours, peer, ratio, aim, mark(met)].join(' | ')} |`);
  return [
    `## ${title}`,
    ...(rows.length === 0 ? [] : [['| | ours | peer | ratio | aim | |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n')]),
    ...(failure === null ? [] : [`Not all was measured: ${failure}`]),
    `**What bounds it.** ${bounds} Before this line ${Math.round(takenByOthers * 100)} % of the machine's CPU went to others.`,
  ];
}
