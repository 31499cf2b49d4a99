import type { ContactId } from '../domain/ids.ts';
import type { MergeEvent } from '../domain/merges/merges.ts';
import { isRefusal, type Refusal } from '../domain/refusal.ts';
import { foreseeMerge, mergeContacts, splitContacts } from '../eventStore/commands/mergeContacts.ts';
import { isVersionConflict } from '../eventStore/port.ts';
import type { ContactKey } from '../projections/contacts/queries.ts';
import { asked, logOf, wrongWords } from './asking.ts';
import { builder } from './builder.ts';
import { type ContactAnswer, ContactResult, done, foreseen, noContact } from './contactResult.ts';
import type { SchemaContext } from './context.ts';
import { readNodeId } from './node.ts';
import { type Failure, failure } from './results.ts';

const MergeContactsInput = builder.inputType('MergeContactsInput', {
  fields: (t) => ({
    from: t.id({ required: true }),
    into: t.id({ required: true, description: 'Whom people see from then on.' }),
    reason: t.string({ required: true }),
    dryRun: t.boolean({ description: 'Show what it would come to; nothing is written.' }),
  }),
});

const SplitContactsInput = builder.inputType('SplitContactsInput', {
  fields: (t) => ({
    contact: t.id({ required: true, description: 'Who was merged.' }),
    from: t.id({ required: true, description: 'Whom it was merged into, directly or through others.' }),
    reason: t.string({ required: true }),
  }),
});

/** Two contacts by the ids that the input names, each as it is named: a merged one is not followed. */
async function readPair(
  ids: Readonly<Record<string, string>>,
  context: SchemaContext,
): Promise<{ readonly pair: readonly [ContactKey, ContactKey] } | Failure> {
  const names = Object.entries(ids).map(([field, id]) => ({ field, name: readNodeId(id, context, 'Contact') }));
  const keys = names.flatMap(({ name }) => (name ? [{ clinic: name.clinic, id: name.id as ContactId }] : [])); // a UUID, by the id's grammar
  const [one, other] = keys;
  const found = await Promise.all(keys.map((key) => context.loaders.contacts.load(key)));
  if (!one || !other || found.includes(null)) return noContact();
  if (one.clinic !== other.clinic) return failure('InvalidInput', 'these are contacts of two clinics', ['input', names[1]?.field ?? '']);
  return { pair: [one, other] };
}

/** What was decided, or why not. */
async function outcome(decided: Promise<readonly MergeEvent[] | Refusal>): Promise<readonly MergeEvent[] | Failure> {
  try {
    const events = await decided;
    return isRefusal(events) ? failure('IllegalState', events.refused) : events;
  } catch (error) {
    if (isVersionConflict(error)) return failure('Conflict', 'somebody else merges at the same time; try again');
    throw error;
  }
}

const isFailure = (events: readonly MergeEvent[] | Failure): events is Failure => '__typename' in events;

builder.mutationFields((t) => ({
  mergeContacts: t.field({
    description: 'Makes one person of two. With dryRun, the result as it would be; nothing is written.',
    type: ContactResult,
    args: { input: t.arg({ type: MergeContactsInput, required: true }) },
    async resolve(_root, { input: { from, into, reason, dryRun } }, context): Promise<ContactAnswer> {
      const read = wrongWords({ reason }) ?? (await readPair({ from, into }, context));
      if (!('pair' in read)) return read;
      const [one, other] = read.pair;
      const cause = asked(context);
      const command = { from: one.id, into: other.id, reason, at: cause.occurredAt };
      const log = logOf(context);
      const events = await outcome(dryRun ? foreseeMerge(log, one.clinic, command) : mergeContacts(log, one.clinic, command, cause));
      if (isFailure(events)) return events;
      return dryRun ? foreseen(other, events, context) : done(other, context);
    },
  }),
  splitContacts: t.field({
    description:
      'Takes a merge back: both are as they were, each with what has happened to her since. Gives the contact that was split off.',
    type: ContactResult,
    args: { input: t.arg({ type: SplitContactsInput, required: true }) },
    async resolve(_root, { input: { contact, from, reason } }, context): Promise<ContactAnswer> {
      const read = wrongWords({ reason }) ?? (await readPair({ contact, from }, context));
      if (!('pair' in read)) return read;
      const [one, other] = read.pair;
      const cause = asked(context);
      const command = { contact: one.id, from: other.id, reason, at: cause.occurredAt };
      const events = await outcome(splitContacts(logOf(context), one.clinic, command, cause));
      return isFailure(events) ? events : done(one, context);
    },
  }),
}));
