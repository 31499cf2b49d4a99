import { answering } from './child.ts';
import { openExchange } from './exchange.ts';

/** Requests to be sent over so many connections, each as soon as the one before it on its connection was answered. */
export interface Load {
  readonly url: string;
  readonly connections: number;
  /** Whole HTTP requests; sent once each. */
  readonly requests: readonly string[];
  /** How many to send: over and over, where there are more than requests. Default: each once. */
  readonly count?: number;
}

export interface LoadResult {
  readonly seconds: number;
  /** Milliseconds that each answer took, sorted. */
  readonly milliseconds: Float64Array;
}

async function run({ url, connections, requests, count = requests.length }: Load): Promise<LoadResult> {
  const exchanges = await Promise.all(Array.from({ length: connections }, () => openExchange(url)));
  const bytes = requests.map((one) => Buffer.from(one));
  const milliseconds = new Float64Array(count);
  let next = 0;
  const began = performance.now();
  await Promise.all(
    exchanges.map(async (exchange) => {
      for (let k = next++; k < count; k = next++) {
        const sent = performance.now();
        await exchange.send(bytes[k % bytes.length] as Buffer); // there is one
        milliseconds[k] = performance.now() - sent;
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  for (const exchange of exchanges) exchange.close();
  return { seconds, milliseconds: milliseconds.sort() };
}

answering(run);
