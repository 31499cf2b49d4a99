import { readFileSync } from 'node:fs';
import type { ProcedureCatalogue } from '../../domain/clinic/procedure.ts';
import { type Intent, intents, type MessageContext } from '../../domain/conversation/intent.ts';
import type { Decision, IncomingMessage, IntentModel } from '../intentModel.ts';
import { readMessage } from '../language/reading.ts';
import { makeProcedureFinder } from '../procedureFinder.ts';
import { ruleConfidence, ruledIntent } from '../safety/rules.ts';
import { extractFeatures } from './features.ts';
import { type LinearModel, scoresOf, softmax } from './linearModel.ts';
import { decodeWeights, weightsFile } from './weightsFile.ts';

/** Brings confidence and truth together: with it, of the lines said to be 80 % likely 80 % are right (docs/eval.md). */
const temperature = 1.8;
/** A danger overheard costs more than a false alarm: this likely is likely enough. */
const medicalThreshold = 0.22;
/** Below this no intent is likely enough to act on. */
const abstainBelow = 0.3;

const warmUps = 50;
const firstWords = ['good morning, can I come on Friday? mi face a swell up', 'gm, how much is di lip ting… 💉'];

/** Karen's offline ear: classifies at once, on this machine, without a network. */
export interface OfflineModel extends IntentModel {
  readonly name: 'offline';
  classifyNow(message: IncomingMessage): Decision;
}

/** The offline ear with the given weights; default: those of the repository. `catalogue` is the clinic's, to recognise its procedures. */
export function createOfflineModel(catalogue: Pick<ProcedureCatalogue, 'procedures'>, model: LinearModel = readWeights()): OfflineModel {
  const findProcedure = makeProcedureFinder(catalogue);
  const classifyNow = ({ text, context }: IncomingMessage): Decision => ({
    ...decide(text, context, model),
    procedure: findProcedure(text),
  });
  // The engine compiles patterns when they are first used, once for Latin text and once for text with emoji: 40 ms each, before a patient waits.
  for (let times = 0; times < warmUps; times++) classifyNow({ text: firstWords[times % 2] ?? '', context: null });
  return { name: 'offline', classifyNow, classify: async (message) => classifyNow(message) };
}

const readWeights = (): LinearModel => decodeWeights(readFileSync(weightsFile)).model;

function decide(text: string, context: MessageContext | null, model: LinearModel): Omit<Decision, 'procedure'> {
  const reading = readMessage(text);
  const ruled = ruledIntent(reading, context);
  if (ruled !== null) return { intent: ruled, confidence: ruleConfidence, stage: 'rule', abstained: false };
  if (reading.words.length === 0) return { intent: 'other', confidence: 0, stage: 'offline', abstained: true };
  const likelihoods = softmax(scoresOf(model, extractFeatures(reading, context)), temperature);
  const { intent, confidence } = likeliest(likelihoods);
  const abstained = confidence < abstainBelow && intent !== 'medical_concern';
  return { intent: abstained ? 'other' : intent, confidence, stage: 'offline', abstained };
}

function likeliest(likelihoods: Float64Array): { readonly intent: Intent; readonly confidence: number } {
  const danger = likelihoods[intents.indexOf('medical_concern')] ?? 0;
  if (danger >= medicalThreshold) return { intent: 'medical_concern', confidence: danger };
  const confidence = Math.max(...likelihoods);
  return { intent: intents[likelihoods.indexOf(confidence)] ?? 'other', confidence };
}
