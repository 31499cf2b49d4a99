import { z } from 'zod';
import type { ProcedureCatalogue } from '../../domain/clinic/procedure.ts';
import { intents } from '../../domain/conversation/intent.ts';
import type { Decision, IncomingMessage, IntentModel } from '../intentModel.ts';
import { readMessage } from '../language/reading.ts';
import { makeProcedureFinder } from '../procedureFinder.ts';
import { ruleConfidence, ruledIntent } from '../safety/rules.ts';
import { ChatFailure, type ChatOptions, createChat } from './chat.ts';
import { instructionsFor, questionAbout } from './intentPrompt.ts';

const answerSchema = z.strictObject({
  intent: z.enum(intents),
  confidence: z.number().min(0).max(1),
  procedure: z.string().nullable(),
});

export interface OpenAiOptions extends ChatOptions {
  readonly catalogue: Pick<ProcedureCatalogue, 'procedures'>;
  /** Told why a message could not be classified; the reason holds nothing of the message. */
  readonly onFailure?: (reason: string) => void;
}

/**
 * Classifies by a chat model of OpenAI or of a server that speaks its protocol. The safety rules come first and cost no call.
 * An answer that is not one of ours, and an outage, abstain.
 */
export function createOpenAiModel(options: OpenAiOptions): IntentModel {
  const { catalogue, onFailure } = options;
  const chat = createChat(options);
  const instructions = instructionsFor(catalogue);
  const schema = { name: 'intent', schema: z.toJSONSchema(answerSchema) };
  const findProcedure = makeProcedureFinder(catalogue);

  const ask = async ({ text, context }: IncomingMessage): Promise<Decision> => {
    const said = [{ role: 'user' as const, content: questionAbout(text, context) }];
    const { content, model, promptHash, spent } = await chat.ask({ instructions, said, schema, mostTokens: null });
    const call = { model, promptHash, spent };
    const answer = readAnswer(content);
    if (answer === null) {
      onFailure?.('an answer that cannot be read');
      return { ...abstention(findProcedure(text)), failure: 'failed', call };
    }
    const { intent, confidence, procedure } = answer;
    const known = catalogue.procedures.some(({ slug }) => slug === procedure);
    return { intent, confidence, procedure: known ? procedure : findProcedure(text), stage: 'openai', abstained: false, call };
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
        if (!(error instanceof ChatFailure)) throw error;
        onFailure?.(error.message);
        return { ...abstention(procedure), failure: error.tooSlow ? 'tooSlow' : 'failed' };
      }
    },
  };
}

const abstention = (procedure: string | null): Decision => ({
  intent: 'other',
  confidence: 0,
  procedure,
  stage: 'openai',
  abstained: true,
});

function readAnswer(content: string): z.infer<typeof answerSchema> | null {
  try {
    return answerSchema.parse(JSON.parse(content));
  } catch {
    return null;
  }
}
