import { readFileSync } from 'node:fs';
import { SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import { aimsOf } from '../assistant/evaluation/aims.ts';
import { crossValidate, type Judged } from '../assistant/evaluation/crossValidate.ts';
import { measure } from '../assistant/evaluation/measure.ts';
import type { IntentModel } from '../assistant/intentModel.ts';
import { type LabelledLine, parseLabelledLines } from '../assistant/offline/labelledLine.ts';
import { readLabelledSet } from '../assistant/offline/labelledSet.ts';
import { createOfflineModel } from '../assistant/offline/offlineModel.ts';
import { defaultModel } from '../assistant/openai/chat.ts';
import { createOpenAiModel } from '../assistant/openai/openaiModel.ts';
import type { ProcedureCatalogue } from '../domain/clinic/procedure.ts';
import { readClinicFile } from '../server/clinicFile.ts';
import { readSettings, SettingsError } from '../server/settings.ts';
import { evalReport } from './evalReport.ts';

/** Why the evaluation could not run: one line for people. */
class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

interface Run {
  readonly title: string;
  readonly judged: readonly Judged[];
  readonly milliseconds: number;
}

const folds = 10;
/** Of a remote model: enough to wait on answers side by side, few enough for the smallest rate limits. */
const questionsAtOnce = 4;

const { file, model, json } = new Command('eval')
  .description('Measures how well Karen classifies messages.')
  .option('--file <lines.jsonl>', 'labelled lines to judge; without it the repository’s own set, by cross-validation')
  .addOption(new Option('--model <model>', 'which ear is asked').choices(['offline', 'openai']).default('offline'))
  .option('--json', 'print one JSON object')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()
  .opts<{ file?: string; model: IntentModel['name']; json?: boolean }>();

try {
  process.exitCode = await evaluate();
} catch (error) {
  if (!(error instanceof CannotRun || error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function evaluate(): Promise<number> {
  const settings = readSettings(process.env);
  const [clinic] = readClinicFile(settings.clinicFile);
  if (!clinic) throw new CannotRun(`${settings.clinicFile} names no clinic`);
  const catalogue: ProcedureCatalogue = { procedures: clinic.settings.procedures, eventTypes: clinic.settings.calcom.eventTypes };
  const lines = file === undefined ? readLabelledSet() : readLines(file);
  const validates = file === undefined && model === 'offline';
  const run = validates ? crossValidated(lines, catalogue) : await asked(lines, chosenModel(catalogue, settings.openai));
  const { judged, milliseconds, title } = run;
  const found = measure(
    judged.map(({ line, decision }) => ({ intent: line.intent, predicted: decision.intent })),
    milliseconds,
  );
  const abstained = judged.filter(({ decision }) => decision.abstained).length;
  console.log(json ? JSON.stringify(found) : evalReport(found, { title, abstained, procedures: procedures(judged) }));
  return validates && aimsOf(found).some(({ value, atLeast }) => value < atLeast) ? 1 : 0;
}

function readLines(path: string): readonly LabelledLine[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new CannotRun(`${path} cannot be read`);
  }
  const { lines, problems } = parseLabelledLines(text);
  if (problems.length > 0) throw new CannotRun(problems.map(({ line, problem }) => `${path}:${line} ${problem}`).join('\n'));
  if (lines.length === 0) throw new CannotRun(`${path} holds no lines`);
  return lines;
}

function crossValidated(lines: readonly LabelledLine[], catalogue: ProcedureCatalogue): Run {
  const bar = startBar(folds, 'folds');
  const { judged, milliseconds } = crossValidate(lines, { folds, catalogue, onFold: (done) => bar?.update(done) });
  bar?.stop();
  const title = `The offline ear on the repository's labelled set: ${folds}-fold cross-validation, paraphrases kept together`;
  return { title, judged, milliseconds };
}

async function asked(lines: readonly LabelledLine[], { ear, failures }: { ear: IntentModel; failures: readonly string[] }): Promise<Run> {
  const bar = startBar(lines.length, 'messages');
  const judged: Judged[] = [];
  const queue = lines.values();
  const began = performance.now();
  const work = async (): Promise<void> => {
    for (const line of queue) {
      const { text, context, channel } = line;
      judged.push({ line, decision: await ear.classify({ text, context: context ?? null, channel: channel ?? null }) });
      bar?.increment();
    }
  };
  await Promise.all(Array.from({ length: ear.name === 'offline' ? 1 : questionsAtOnce }, work));
  bar?.stop();
  const milliseconds = performance.now() - began;
  if (failures.length > 0)
    console.error(`${failures.length} of ${lines.length} messages were not answered (${[...new Set(failures)].join('; ')})`);
  if (failures.length === lines.length) throw new CannotRun('the model answered nothing');
  return { title: `The ${ear.name} ear on ${file ?? 'the labelled set'}`, judged, milliseconds };
}

function chosenModel(
  catalogue: ProcedureCatalogue,
  openai: ReturnType<typeof readSettings>['openai'],
): { ear: IntentModel; failures: readonly string[] } {
  if (model === 'offline') return { ear: createOfflineModel(catalogue), failures: [] };
  if (openai.apiKey === null) throw new CannotRun('OPENAI_API_KEY is not set');
  const failures: string[] = [];
  const ear = createOpenAiModel({
    apiKey: openai.apiKey,
    baseUrl: openai.baseUrl,
    model: openai.model ?? defaultModel,
    catalogue,
    onFailure: (reason) => failures.push(reason),
  });
  return { ear, failures };
}

/** A progress bar on the terminal; none where the output is read by a program. */
function startBar(total: number, unit: string): SingleBar | null {
  if (json || !process.stderr.isTTY) return null;
  const bar = new SingleBar({ format: `{bar} {value}/{total} ${unit}, {eta} s left`, clearOnComplete: true });
  bar.start(total, 0);
  return bar;
}

function procedures(judged: readonly Judged[]): { right: number; all: number } | null {
  const named = judged.flatMap(({ line: { procedure }, decision }) =>
    procedure || decision.procedure !== null ? [(procedure ?? null) === decision.procedure] : [],
  );
  return named.length === 0 ? null : { right: named.filter(Boolean).length, all: named.length };
}
