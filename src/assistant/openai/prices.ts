import type { Spent } from '../../domain/conversation/decisionEvents.ts';

/** US dollars for a million tokens, which is millionths of a dollar for one. */
interface TokenPrice {
  readonly prompt: number;
  readonly completion: number;
}

/** OpenAI's list prices without discounts (platform.openai.com/docs/pricing); the longest name that a model's begins with counts. */
const prices: Readonly<Record<string, TokenPrice>> = {
  'gpt-4.1': { prompt: 2, completion: 8 },
  'gpt-4.1-mini': { prompt: 0.4, completion: 1.6 },
  'gpt-4.1-nano': { prompt: 0.1, completion: 0.4 },
  'gpt-4o': { prompt: 2.5, completion: 10 },
  'gpt-4o-mini': { prompt: 0.15, completion: 0.6 },
  'gpt-5': { prompt: 1.25, completion: 10 },
  'gpt-5-mini': { prompt: 0.25, completion: 2 },
  'gpt-5-nano': { prompt: 0.05, completion: 0.4 },
};

/** A model that is not on the list is counted as the dearest that is: a budget then ends too early rather than never. */
const dearest: TokenPrice = { prompt: 2.5, completion: 10 };

/** What an answer cost at the most. */
export function spentOn(model: string, promptTokens: number, completionTokens: number): Spent {
  const [name = ''] = Object.keys(prices)
    .filter((one) => model === one || model.startsWith(`${one}-`))
    .toSorted((a, b) => b.length - a.length);
  const { prompt, completion } = prices[name] ?? dearest;
  return { promptTokens, completionTokens, microDollars: Math.ceil(promptTokens * prompt + completionTokens * completion) };
}
