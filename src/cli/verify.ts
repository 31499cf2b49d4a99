import { type Difference, verify } from '../journeys/verify.ts';
import { readModels } from '../projections/models.ts';
import { inHouse } from './house.ts';
import { exitCodes, print } from './output.ts';
import { createProgress } from './progress.ts';

/** Replays the log and names every row that is not what its events come to. Ends with 1 when there is one. */
export async function runVerify({ json = false }: { json?: boolean }, signal: AbortSignal): Promise<number> {
  const progress = createProgress('verifying', json);
  try {
    const verified = await inHouse(signal, ({ installation: { databaseUrl }, services: { log } }) =>
      verify({ databaseUrl, ...log, models: readModels, signal, onProgress: (one) => progress.show(one.events, one.done) }),
    );
    progress.stop();
    const { events, rows, differences, more } = verified;
    const clean = `All ${rows} rows are what their ${events} events come to.`;
    const dirty = [...differences.map(lineOf), `${more ? 'More than ' : ''}${differences.length} rows are not what their events come to.`];
    print(json, { ...verified, clean: differences.length === 0 }, differences.length === 0 ? clean : dirty.join('\n'));
    return differences.length === 0 ? exitCodes.done : exitCodes.foundWrong;
  } finally {
    progress.stop();
  }
}

function lineOf({ table, key, kind, columns }: Difference): string {
  const where = Object.entries(key)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  return `${table} (${where}): ${kind === 'different' ? `differs in ${columns.join(', ')}` : kind === 'missing' ? 'is missing' : 'has no events'}`;
}
