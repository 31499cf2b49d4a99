import type { MessageRequested } from '../domain/conversation/events.ts';
import { evolveMessage } from '../domain/conversation/messageState.ts';
import type { ConversationId } from '../domain/ids.ts';
import { requestMessage } from '../eventStore/commands/requestMessage.ts';
import { isVersionConflict } from '../eventStore/port.ts';
import type { MessageRecord } from '../projections/messages/queries.ts';
import { untilProjected } from '../projections/untilProjected.ts';
import { asked, logOf, staffIn, wrongWords } from './asking.ts';
import { builder } from './builder.ts';
import type { SchemaContext } from './context.ts';
import { Message } from './message.ts';
import { type NodeName, readNodeId } from './node.ts';
import { type Failure, failure, failureTypes } from './results.ts';

const SendMessageSuccess = builder.objectRef<{ readonly message: MessageRecord }>('SendMessageSuccess').implement({
  fields: (t) => ({ message: t.field({ type: Message, resolve: ({ message }) => message }) }),
});

const SendMessageResult = builder.unionType('SendMessageResult', {
  types: [SendMessageSuccess, ...failureTypes],
  resolveType: (value) => ('message' in value && !('__typename' in value) ? 'SendMessageSuccess' : value.__typename),
});

const SendMessageInput = builder.inputType('SendMessageInput', {
  fields: (t) => ({ conversationId: t.id({ required: true }), text: t.string({ required: true }) }),
});

type Answer = { readonly message: MessageRecord } | Failure;

const about = { purpose: 'REPLY', booking: null, appointmentVersion: null, careStep: null } as const;

/** The message as it stands once it is wanted. */
function recordOf({ clinic, id }: NodeName, request: MessageRequested['data']): MessageRecord {
  const message = evolveMessage(undefined, { type: 'MessageRequested', data: request });
  if (!message) throw new Error('what is wanted is a message');
  return { clinic, id: request.message, row: { conversation: id as ConversationId, message } }; // a UUID, by the id's grammar
}

async function ask(name: NodeName, text: string, context: SchemaContext): Promise<Answer> {
  const { clinic } = name;
  const id = name.id as ConversationId; // a UUID, by the id's grammar
  const conversation = await context.loaders.conversations.load({ clinic, id });
  if (!conversation) return failure('NotFound', 'there is no such conversation');
  const { contact } = conversation.row;
  const wish = {
    clinic,
    contact,
    conversation: id,
    author: 'STAFF',
    staff: staffIn(context),
    about,
    wording: { text, values: null },
  } as const;
  const outcome = await requestMessage(logOf(context), context.people, wish, asked(context));
  if (outcome.type === 'refused') return failure('IllegalState', outcome.because);
  await untilProjected(context.database, context.store, context.viewer);
  return { message: recordOf(name, outcome.request) };
}

builder.mutationField('sendMessage', (t) =>
  t.field({
    description:
      'Writes to a patient as a member of staff, who has the conversation from then on. What cannot go out now and there is refused with the reason.',
    type: SendMessageResult,
    args: { input: t.arg({ type: SendMessageInput, required: true }) },
    async resolve(_root, { input: { conversationId, text } }, context): Promise<Answer> {
      const name = readNodeId(conversationId, context, 'Conversation');
      if (!name) return failure('NotFound', 'there is no such conversation');
      const wrong = wrongWords({ text });
      if (wrong) return wrong;
      try {
        return await ask(name, text, context);
      } catch (error) {
        if (isVersionConflict(error)) return failure('Conflict', 'much happens in this conversation just now; try again');
        throw error;
      }
    },
  }),
);
