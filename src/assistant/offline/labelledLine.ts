import { z } from 'zod';
import { intents, messageContexts } from '../../domain/conversation/intent.ts';

const schema = z.object({
  text: z.string(),
  intent: z.enum(intents),
  context: z.enum(messageContexts).nullish(),
  channel: z.string().nullish(),
  procedure: z.string().nullish(),
  /** Shared by lines that say one thing in other words; a line without one stands alone. */
  group: z.string().nullish(),
});

/** A message with the intent that people gave it (contract.md, `npm run eval`). */
export type LabelledLine = z.infer<typeof schema>;

/** What a file of labelled lines holds, and what is wrong with it, by line number. */
export interface LabelledLines {
  readonly lines: readonly LabelledLine[];
  readonly problems: readonly { readonly line: number; readonly problem: string }[];
}

/** Reads JSON Lines; blank lines are passed over. */
export function parseLabelledLines(text: string): LabelledLines {
  const lines: LabelledLine[] = [];
  const problems: { line: number; problem: string }[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (raw.trim() === '') continue;
    const parsed = parseLine(raw);
    if (typeof parsed === 'string') problems.push({ line: index + 1, problem: parsed });
    else lines.push(parsed);
  }
  return { lines, problems };
}

function parseLine(raw: string): LabelledLine | string {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return 'is not JSON';
  }
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  return error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ');
}
