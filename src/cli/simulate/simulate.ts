import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readCareFiles } from '../../server/careFiles.ts';
import { readClinicFile } from '../../server/clinicFile.ts';
import { readSettings } from '../../server/settings.ts';
import { CliError, exitCodes } from '../output.ts';
import { createProgress } from '../progress.ts';
import { effectsOf, type SimulatedEffect } from './effects.ts';
import { effectText } from './effectText.ts';
import { momentsOf } from './moments.ts';
import { onOwnStore } from './ownStore.ts';
import { type Played, play } from './play.ts';
import { readScenario, type Scenario } from './scenario.ts';
import { timelineRows } from './timeline.ts';
import { timelineSvg } from './timelineSvg.ts';

export interface SimulateCommandOptions {
  readonly json?: boolean;
  /** File that a picture of the journey is written to. */
  readonly svg?: string;
}

/** Plays a scenario and prints what would have happened, an effect a line with `--json`. Ends with 1 when a webhook was not understood. */
export async function runSimulate(path: string, { json = false, svg }: SimulateCommandOptions, signal: AbortSignal): Promise<number> {
  const environment = readSettings(process.env);
  const clinics = readClinicFile(environment.clinicFile);
  const { templates: careTemplates } = readCareFiles(environment.clinicFile);
  const scenario = readScenario(
    path,
    clinics.map(({ settings }) => settings.slug),
  );
  const clinic = clinics.find(({ settings }) => settings.slug === scenario.clinic);
  if (!clinic) throw new Error(`${scenario.clinic} was in the clinic file a moment ago`);
  const progress = createProgress('simulating', json || !process.stderr.isTTY, 'messages');
  try {
    const played = await onOwnStore(signal, (store) =>
      play({
        scenario,
        clinic,
        careTemplates,
        publicUrl: environment.publicUrl ?? `https://${scenario.clinic}.example.com`,
        logLevel: environment.logLevel,
        store,
        signal,
        onProgress: progress.show,
      }),
    );
    progress.stop();
    const effects = effectsOf(played.events);
    const { timeZone } = played.settings;
    for (const effect of effects) console.log(json ? JSON.stringify(effect) : `${effectText(effect, timeZone)}\n`);
    if (svg !== undefined) writePicture(svg, path, scenario, effects, played);
    for (const { step, status, reason } of played.problems)
      console.error(`step ${step}: the webhook was ${status.toLowerCase()}: ${reason}`);
    return played.problems.some(({ status }) => status === 'PARKED') ? exitCodes.foundWrong : exitCodes.done;
  } finally {
    progress.stop();
  }
}

function writePicture(
  file: string,
  path: string,
  { until }: Scenario,
  effects: readonly SimulatedEffect[],
  { settings, events }: Played,
): void {
  const title = `${settings.name}: ${basename(path)
    .replace(/\.ya?ml$/, '')
    .replaceAll('-', ' ')}`;
  const picture = timelineSvg({ title, rows: timelineRows(effects, momentsOf(events, until), settings) });
  try {
    writeFileSync(file, picture);
  } catch (error) {
    throw new CliError(`${file} cannot be written`, { cause: error });
  }
}
