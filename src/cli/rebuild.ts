import { type AnyReadModel, readModels } from '../projections/models.ts';
import { rebuild } from '../projections/rebuild/rebuild.ts';
import { inHouse } from './house.ts';
import { CliError, exitCodes, print } from './output.ts';
import { createProgress } from './progress.ts';

/** Builds all read models, or one, anew from the log, beside those in use, and swaps them in. */
export async function runRebuild(name: string | undefined, { json = false }: { json?: boolean }, signal: AbortSignal): Promise<number> {
  const models = modelsNamed(name);
  const progress = createProgress('rebuilding', json);
  try {
    const { events, deadLetters } = await inHouse(signal, ({ installation: { databaseUrl }, services: { log } }) =>
      rebuild({ databaseUrl, ...log, models, signal, onProgress: (one) => progress.show(one.events, one.done) }),
    );
    progress.stop();
    const names = models.map((one) => one.name);
    const aside = deadLetters === 0 ? '' : `; ${deadLetters} events could not be taken in and stand in projection_dead_letter`;
    print(json, { rebuilt: names, events, deadLetters }, `Rebuilt ${names.join(', ')} from ${events} events${aside}.`);
    return deadLetters === 0 ? exitCodes.done : exitCodes.foundWrong;
  } finally {
    progress.stop();
  }
}

/** The model of that name; all of them when none is named. */
function modelsNamed(name: string | undefined): readonly AnyReadModel[] {
  if (name === undefined) return readModels;
  const model = readModels.find((one) => one.name === name);
  if (!model) throw new CliError(`there is no projection ${name}; there are ${readModels.map((one) => one.name).join(', ')}`);
  return [model];
}
