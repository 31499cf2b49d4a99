import type { MessageRequested } from '../domain/conversation/events.ts';
import { evolveMessage } from '../domain/conversation/messageState.ts';
import { known } from '../domain/event.ts';
import type { ConversationId, MessageId } from '../domain/ids.ts';
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

/** The message that was asked for before, as it is by now: her words are not sent again, nor are others under the same key. */
async function askedBefore({ clinic }: NodeName, message: MessageId, text: string, { loaders }: SchemaContext): Promise<Answer> {
  const record = await loaders.messages.load({ clinic, id: message });
  if (!record) throw new Error('what was asked for is projected');
  const words = known(record.row.message.text);
  if (words !== null && words !== text) return failure('InvalidInput', 'this Idempotency-Key was used for another text', ['input', 'text']);
  return { message: record };
}

/** @param field the mutation's own name in its request, which may hold several */
async function ask(name: NodeName, text: string, field: string | number, context: SchemaContext): Promise<Answer> {
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
  const outcome = await requestMessage(logOf(context), context.people, wish, asked(context, `sendMessage ${field} ${id}`));
  if (outcome.type === 'refused') return failure('IllegalState', outcome.because);
  await untilProjected(context.database, context.store, context.viewer);
  if (outcome.verdict === null) return askedBefore(name, outcome.request.message, text, context);
  return { message: recordOf(name, outcome.request) };
}

builder.mutationField('sendMessage', (t) =>
  t.field({
    description:
      'Writes to a patient as a member of staff, who has the conversation from then on. What cannot go out now and there is refused with the reason. Asked for again with the same `Idempotency-Key` header it is sent once, and answered as it stands.',
    type: SendMessageResult,
    args: { input: t.arg({ type: SendMessageInput, required: true }) },
    async resolve(_root, { input: { conversationId, text } }, context, { path }): Promise<Answer> {
      const name = readNodeId(conversationId, context, 'Conversation');
      if (!name) return failure('NotFound', 'there is no such conversation');
      const wrong = wrongWords({ text });
      if (wrong) return wrong;
      try {
        return await ask(name, text, path.key, context);
      } catch (error) {
        if (isVersionConflict(error)) return failure('Conflict', 'much happens in this conversation just now; try again');
        throw error;
      }
    },
  }),
);
