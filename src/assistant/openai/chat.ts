import { createHash } from 'node:crypto';
import OpenAI from 'openai';
import type { Spent } from '../../domain/conversation/decisionEvents.ts';
import { spentOn } from './prices.ts';

/** What is asked where `OPENAI_MODEL` names none: small, quick, and it keeps to a schema. */
export const defaultModel = 'gpt-4.1-mini';

export interface ChatOptions {
  readonly apiKey: string;
  /** Default: OpenAI's own. */
  readonly baseUrl?: string | null;
  readonly model: string;
  /** Of one attempt; default 10,000. Raise it for slow models, lower it where patients wait on screen. */
  readonly timeoutMilliseconds?: number;
  /** After the first attempt, with growing pauses and jitter; default 2. */
  readonly retries?: number;
}

export interface ChatQuestion {
  /** The same for every message of a clinic, so that providers can cache them; nothing personal in them. */
  readonly instructions: string;
  readonly said: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
  /** The JSON schema that the answer must have; null: text. */
  readonly schema: { readonly name: string; readonly schema: Record<string, unknown> } | null;
  /** Most tokens of the answer, those included that a model thinks in; null: as many as it likes. */
  readonly mostTokens: number | null;
  /** Ends the asking before its time. */
  readonly signal?: AbortSignal;
}

export interface ChatAnswer {
  readonly content: string;
  readonly model: string;
  /** SHA-256 of the instructions, in hexadecimal digits. */
  readonly promptHash: string;
  readonly spent: Spent;
}

/** Why there is no answer; holds nothing of what was said. */
export class ChatFailure extends Error {
  override readonly name = 'ChatFailure';
  readonly tooSlow: boolean;

  constructor(message: string, tooSlow: boolean, cause: unknown) {
    super(message, { cause });
    this.tooSlow = tooSlow;
  }
}

/** A chat model of OpenAI, or of a server that speaks its protocol. */
export interface Chat {
  readonly model: string;
  /** Fails with {@link ChatFailure}. */
  ask(question: ChatQuestion): Promise<ChatAnswer>;
}

/** Of a server that does not count: four letters are a token, as a rule of thumb for English. */
const lettersPerToken = 4;

export function createChat({ apiKey, baseUrl = null, model, timeoutMilliseconds = 10_000, retries = 2 }: ChatOptions): Chat {
  const client = new OpenAI({ apiKey, baseURL: baseUrl, timeout: timeoutMilliseconds, maxRetries: retries, logLevel: 'off' });
  return {
    model,
    async ask({ instructions, said, schema, mostTokens, signal }) {
      try {
        const completion = await client.chat.completions.create(
          {
            model,
            messages: [{ role: 'system', content: instructions }, ...said],
            ...(schema === null ? {} : { response_format: { type: 'json_schema' as const, json_schema: { strict: true, ...schema } } }),
            ...(mostTokens === null ? {} : { max_completion_tokens: mostTokens }),
          },
          signal ? { signal } : {},
        );
        const content = completion.choices[0]?.message.content ?? '';
        const letters = said.reduce((sum, one) => sum + one.content.length, instructions.length);
        const {
          prompt_tokens: prompt = Math.ceil(letters / lettersPerToken),
          completion_tokens: answer = Math.ceil(content.length / lettersPerToken),
        } = completion.usage ?? {};
        const promptHash = createHash('sha256').update(instructions).digest('hex');
        return { content, model, promptHash, spent: spentOn(model, prompt, answer) };
      } catch (error) {
        throw failureOf(error);
      }
    },
  };
}

function failureOf(error: unknown): ChatFailure {
  if (error instanceof OpenAI.APIConnectionTimeoutError || error instanceof OpenAI.APIUserAbortError)
    return new ChatFailure('no answer in time', true, error);
  if (error instanceof OpenAI.APIError)
    return new ChatFailure(error.status === undefined ? 'no connection' : `refused with ${error.status}`, false, error);
  return new ChatFailure('an answer that cannot be read', false, error);
}
