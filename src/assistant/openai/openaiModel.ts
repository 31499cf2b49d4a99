import OpenAI from 'openai';
import { z } from 'zod';
import type { ProcedureCatalogue } from '../../domain/clinic/procedure.ts';
import { intents } from '../../domain/conversation/intent.ts';
import type { Decision, IncomingMessage, IntentModel } from '../intentModel.ts';
import { readMessage } from '../language/reading.ts';
import { makeProcedureFinder } from '../procedureFinder.ts';
import { ruleConfidence, ruledIntent } from '../safety/rules.ts';
import { instructionsFor, questionAbout } from './intentPrompt.ts';

const answerSchema = z.strictObject({
  intent: z.enum(intents),
  confidence: z.number().min(0).max(1),
  procedure: z.string().nullable(),
});

export interface OpenAiOptions {
  readonly apiKey: string;
  /** Default: OpenAI's own. */
  readonly baseUrl?: string | null;
  readonly model: string;
  readonly catalogue: Pick<ProcedureCatalogue, 'procedures'>;
  /** Of one attempt; default 10,000. Raise it for slow models, lower it where patients wait on screen. */
  readonly timeoutMilliseconds?: number;
  /** After the first attempt, with growing pauses and jitter; default 2. */
  readonly retries?: number;
  /** Told why a message could not be classified; the reason holds nothing of the message. */
  readonly onFailure?: (reason: string) => void;
}

/**
 * Classifies by a chat model of OpenAI or of a server that speaks its protocol. The safety rules come first and cost no call.
 * An answer that is not one of ours, and an outage, abstain.
 */
export function createOpenAiModel(options: OpenAiOptions): IntentModel {
  const { apiKey, baseUrl = null, model, catalogue, timeoutMilliseconds = 10_000, retries = 2, onFailure } = options;
  const client = new OpenAI({ apiKey, baseURL: baseUrl, timeout: timeoutMilliseconds, maxRetries: retries, logLevel: 'off' });
  const instructions = instructionsFor(catalogue);
  const schema = z.toJSONSchema(answerSchema);
  const findProcedure = makeProcedureFinder(catalogue);

  const ask = async ({ text, context }: IncomingMessage): Promise<Decision> => {
    const completion = await client.chat.completions.create({
      model,
      messages: [
        { role: 'system', content: instructions },
        { role: 'user', content: questionAbout(text, context) },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'intent', strict: true, schema } },
    });
    const { intent, confidence, procedure } = answerSchema.parse(JSON.parse(completion.choices[0]?.message.content ?? ''));
    const known = catalogue.procedures.some(({ slug }) => slug === procedure);
    return { intent, confidence, procedure: known ? procedure : findProcedure(text), stage: 'openai', abstained: false };
  };

  return {
    name: 'openai',
    classify: async (message) => {
      const ruled = ruledIntent(readMessage(message.text), message.context);
      const procedure = findProcedure(message.text);
      if (ruled !== null) return { intent: ruled, confidence: ruleConfidence, procedure, stage: 'rule', abstained: false };
      try {
        return await ask(message);
      } catch (error) {
        onFailure?.(reasonOf(error));
        return { intent: 'other', confidence: 0, procedure, stage: 'openai', abstained: true };
      }
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof OpenAI.APIConnectionTimeoutError) return 'no answer in time';
  if (error instanceof OpenAI.APIError) return error.status === undefined ? 'no connection' : `refused with ${error.status}`;
  return 'an answer that cannot be read';
}
