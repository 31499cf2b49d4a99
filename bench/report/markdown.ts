import { type LineResult, mark, rowsOf } from './figures.ts';
import type { Results } from './record.ts';

/** The figures as people read them. */
export function markdown({ machine, lines }: Results): string {
  const { cpu, cores, memory, system, node, postgres } = machine;
  return `${[
    '# How fast',
    'Written by `npm run bench`: one round to warm up, then so many; in each, ours and then its peers. Figures are medians with (least-most); ratios are taken round by round, and more than 1x is better. Everything runs on one machine: server, PostgreSQL, and those who send and listen. Where others took a part of it, their part is said: a server of one thread suffers more from that than one that has PostgreSQL do its work on twenty connections.',
    `${cpu}, ${cores} cores, ${memory}; ${system}; Node ${node}; PostgreSQL ${postgres} (\`fsync\` and \`synchronous_commit\` on). Ours is production code with encryption and row-level security; peers have the same PostgreSQL and the same durability.`,
    ...lines.flatMap(section),
  ].join('\n\n')}\n`;
}

function section({ title, bounds, date, rounds, quick, takenByOthers, contests, failure }: LineResult): readonly string[] {
  const rows = contests
    .flatMap(rowsOf)
    .map(({ name, ours, peer, ratio, aim, met }) => `| ${[name, ours, peer, ratio, aim, mark(met)].join(' | ')} |`);
  return [
    `## ${title}`,
    ...(rows.length === 0 ? [] : [['| | ours | peer | ratio | aim | |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n')]),
    ...(failure === null ? [] : [`Not all was measured: ${failure}`]),
    `**What bounds it.** ${bounds}`,
    `${date}, ${rounds} rounds${quick ? ' of a fraction of the work (`--quick`)' : ''}; others took ${Math.round(takenByOthers * 100)} % of the machine's CPU.`,
  ];
}
