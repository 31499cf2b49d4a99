import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type ClinicSlug, type Instant, toInstant } from '../../domain/ids.ts';
import { parseYaml } from '../../server/yamlFile.ts';
import { CliError } from '../output.ts';

/** Something that happens from outside at its time. */
export type Step =
  | {
      readonly type: 'webhook';
      readonly at: Instant;
      readonly sender: Sender;
      readonly body: Body;
      /** Whether Cal.com gives back the metadata of the link that was shared last. */
      readonly linkMetadata: boolean;
    }
  /** The patient follows the link that was shared last. */
  | { readonly type: 'openLink'; readonly at: Instant };

export type Sender = 'chatwoot' | 'calcom';

/** A webhook's body, parsed. */
export type Body = Readonly<Record<string, unknown>>;

/** A journey to play; contract.md, "A scenario for `simulate`". Its steps are in order of time. */
export interface Scenario {
  readonly clinic: ClinicSlug;
  readonly start: Instant;
  readonly until: Instant;
  readonly steps: readonly Step[];
}

/** Reads a scenario. Fails with `SettingsError`: one line a problem, each with file, line and path. */
export function readScenario(path: string, clinics: readonly ClinicSlug[]): Scenario {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new CliError(`the scenario ${path} cannot be read`);
  }
  return parseScenario(path, text, clinics);
}

/** @param path named in problems; files are looked for beside it */
export const parseScenario = (path: string, text: string, clinics: readonly ClinicSlug[]): Scenario =>
  parseYaml(path, text, scenarioSchema(dirname(path), clinics));

const instant = z.string().transform((text, context): Instant => {
  const read = toInstant(text);
  if (read !== null) return read;
  context.addIssue(`${JSON.stringify(text)} is not an ISO 8601 time with an offset, such as 2027-03-01T09:00:00-05:00`);
  return z.NEVER;
});

const last = z.literal('last', { error: 'the only link that can be named is the "last"' });

const stepSchema = (folder: string) =>
  z
    .strictObject({
      at: instant,
      webhook: z.enum(['chatwoot', 'calcom']).optional(),
      body: z.record(z.string(), z.unknown()).optional(),
      file: bodyFile(folder).optional(),
      openLink: last.optional(),
      linkMetadata: last.optional(),
    })
    .transform(({ at, webhook, body, file, openLink, linkMetadata }, context): Step => {
      const of = file ?? body;
      if (openLink !== undefined && webhook === undefined && of === undefined && linkMetadata === undefined)
        return { type: 'openLink', at };
      if (webhook === undefined || openLink !== undefined) return refused(context, 'a step is either a webhook or an openLink');
      if (of === undefined || (file !== undefined && body !== undefined))
        return refused(context, 'a webhook has either a body or a file with one');
      if (linkMetadata !== undefined && webhook !== 'calcom') return refused(context, 'only Cal.com gives back the metadata of a link');
      return { type: 'webhook', at, sender: webhook, body: of, linkMetadata: linkMetadata !== undefined };
    });

function refused(context: z.RefinementCtx, problem: string): never {
  context.addIssue(problem);
  return z.NEVER;
}

/** The name of a file with a body, read. */
const bodyFile = (folder: string) =>
  z.string().transform((name, context): Body => {
    let text: string;
    try {
      text = readFileSync(join(folder, name), 'utf8');
    } catch {
      return refused(context, `${name} cannot be read`);
    }
    try {
      return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    } catch {
      return refused(context, `${name} holds no JSON object`);
    }
  });

const scenarioSchema = (folder: string, clinics: readonly ClinicSlug[]) =>
  z
    .strictObject({
      clinic: z.string().transform((slug, context): ClinicSlug => {
        const known = clinics.find((one) => one === slug);
        return known ?? refused(context, `the clinic file has no ${JSON.stringify(slug)}; it has ${clinics.join(', ')}`);
      }),
      start: instant,
      until: instant,
      steps: z.array(stepSchema(folder)).min(1, { error: 'a scenario has at least one step' }),
    })
    .superRefine(({ start, until, steps }, context) => {
      if (until <= start) context.addIssue({ code: 'custom', path: ['until'], message: 'the end is not after the start' });
      for (const [index, { at }] of steps.entries()) {
        const path = ['steps', index, 'at'];
        const before = steps[index - 1]?.at ?? start;
        if (at < before)
          context.addIssue({ code: 'custom', path, message: `is before ${index === 0 ? 'the start' : 'the step before it'}` });
        if (at > until) context.addIssue({ code: 'custom', path, message: 'is after the end' });
      }
    });
