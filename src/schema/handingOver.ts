import { resumeAssistant } from '../domain/conversation/handOver.ts';
import type { ConversationId } from '../domain/ids.ts';
import { handOffToStaff, handOver } from '../eventStore/commands/handOver.ts';
import { isVersionConflict } from '../eventStore/port.ts';
import type { ConversationRecord } from '../projections/conversations/queries.ts';
import { untilProjected } from '../projections/untilProjected.ts';
import { asked, logOf, staffIn, wrongWords } from './asking.ts';
import { builder } from './builder.ts';
import type { SchemaContext } from './context.ts';
import { Conversation } from './conversation.ts';
import { readNodeId } from './node.ts';
import { type Failure, failure, failureTypes } from './results.ts';

const ConversationSuccess = builder.objectRef<{ readonly conversation: ConversationRecord }>('ConversationSuccess').implement({
  fields: (t) => ({ conversation: t.field({ type: Conversation, resolve: ({ conversation }) => conversation }) }),
});

const ConversationResult = builder.unionType('ConversationResult', {
  types: [ConversationSuccess, ...failureTypes],
  resolveType: (value) => ('conversation' in value ? 'ConversationSuccess' : value.__typename),
});

const ConversationInput = builder.inputType('ConversationInput', {
  fields: (t) => ({ conversationId: t.id({ required: true }), reason: t.string() }),
});

type Answer = { readonly conversation: ConversationRecord } | Failure;

async function handedOver(
  carryOut: typeof handOffToStaff,
  { conversationId, reason }: typeof ConversationInput.$inferInput,
  context: SchemaContext,
): Promise<Answer> {
  const name = readNodeId(conversationId, context, 'Conversation');
  if (!name) return failure('NotFound', 'there is no such conversation');
  const wrong = wrongWords({ reason });
  if (wrong) return wrong;
  const { clinic } = name;
  const id = name.id as ConversationId; // a UUID, by the id's grammar
  const by = { staff: staffIn(context), reason: reason ?? null };
  try {
    const row = await carryOut(logOf(context), clinic, id, by, asked(context));
    if (row === null) return failure('NotFound', 'there is no such conversation');
    await untilProjected(context.database, context.store, context.viewer);
    return { conversation: { clinic, id, row } };
  } catch (error) {
    if (isVersionConflict(error)) return failure('Conflict', 'much happens in this conversation just now; try again');
    throw error;
  }
}

const giveBack: typeof handOffToStaff = (log, clinic, id, by, cause) => handOver(log, clinic, id, resumeAssistant, by, cause);

builder.mutationFields((t) => ({
  handOffToHuman: t.field({
    description: 'Gives a conversation to staff, until somebody gives it back, and raises a task for whoever looks after it.',
    type: ConversationResult,
    args: { input: t.arg({ type: ConversationInput, required: true }) },
    resolve: (_root, { input }, context): Promise<Answer> => handedOver(handOffToStaff, input, context),
  }),
  resumeAssistant: t.field({
    description: 'Gives a conversation back to the assistant; one that nobody holds stays as it is.',
    type: ConversationResult,
    args: { input: t.arg({ type: ConversationInput, required: true }) },
    resolve: (_root, { input }, context): Promise<Answer> => handedOver(giveBack, input, context),
  }),
}));
