import { actionText } from '../domain/conversation/action.ts';
import type { MessageDecision } from '../domain/conversation/messageState.ts';
import type { MessageRecord } from '../projections/messages/queries.ts';
import { builder } from './builder.ts';
import { Procedure } from './clinic.ts';
import { IntentEnum, intentName } from './enums.ts';
import { Message } from './message.ts';
import { worldOf } from './world.ts';

interface DecisionRecord extends MessageDecision {
  /** The message that it is about. */
  readonly of: MessageRecord;
}

const IntentDecision = builder.objectRef<DecisionRecord>('IntentDecision').implement({
  description: 'What a message was taken to ask for, and what Karen did about it.',
  fields: (t) => ({
    intent: t.field({ type: IntentEnum, resolve: ({ intent }) => intentName(intent) }),
    procedure: t.field({
      type: Procedure,
      nullable: true,
      async resolve({ procedure, of }, _args, context) {
        const settings = procedure === null ? null : await worldOf(of, context).clinics.load(of.clinic);
        return settings?.procedures.find(({ slug }) => slug === procedure) ?? null;
      },
    }),
    confidence: t.float({ description: 'From 0 to 1.', resolve: ({ confidence }) => confidence }),
    abstained: t.boolean({ description: 'No intent was likely enough.', resolve: ({ abstained }) => abstained }),
    stage: t.string({ description: 'What decided: rule, offline or openai.', resolve: ({ by }) => by.stage }),
    model: t.string({ nullable: true, resolve: ({ by }) => by.model }),
    promptHash: t.string({
      description: 'SHA-256 of the instructions that the model had; the prompt itself is not kept.',
      nullable: true,
      resolve: ({ by }) => by.promptHash,
    }),
    latencyMs: t.float({ nullable: true, resolve: ({ by }) => by.latencyMs }),
    actionsOffered: t.stringList({ resolve: ({ offered }) => [...offered] }),
    actionsChosen: t.stringList({ resolve: ({ chosen }) => chosen.map(actionText) }),
  }),
});

builder.objectField(Message, 'intent', (t) =>
  t.field({
    description: 'Of a message of hers, once Karen has read it.',
    type: IntentDecision,
    nullable: true,
    resolve: (message) => message.row.message.decision && { ...message.row.message.decision, of: message },
  }),
);
