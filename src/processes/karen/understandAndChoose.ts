import { isWithinBudget } from '../../assistant/budget.ts';
import type { AskedMessage } from '../../assistant/conversationContext.ts';
import type { Intent } from '../../domain/conversation/intent.ts';
import { ownerOf } from '../../domain/conversation/owner.ts';
import { isUrgent, recordDecision } from '../../domain/conversation/recordDecision.ts';
import { monthOf } from '../../domain/conversation/spending.ts';
import { type ClinicSlug, type Instant, instantOf } from '../../domain/ids.ts';
import { streamName } from '../../domain/stream.ts';
import { handle, load } from '../../eventStore/commandHandler.ts';
import { folds } from '../../eventStore/folds.ts';
import { merelyAnswersScreening } from '../carePlans/merelyAnswersScreening.ts';
import { clinicOf } from '../looking.ts';
import { type Acting, type DueEffect, Postponed } from '../process.ts';
import type { KarenParts } from './parts.ts';
import { readContext } from './readContext.ts';
import { type ReadConversation, readConversation } from './readConversation.ts';
import { openMessages } from './talk.ts';

/** However much she writes, after so long she is answered, in milliseconds. */
const longestWait = 30_000;

/** When it is looked again whether a message of ours went out, in milliseconds. */
const lookAgain = 4_000;

/** Messages that wait for an answer, in the conversation as it was read. */
export interface Waiting {
  readonly conversation: ReadConversation;
  readonly asked: readonly AskedMessage[];
}

/** What no answer to a question is left at. Of what a yes or no asks for besides, the model knows nothing. */
const neverMerely: readonly Intent[] = ['medical_concern', 'opt_out'];

/** What waits with the message that an effect is about; null once that one was decided, or taken back. */
export async function waitingWith({ about: stream, data }: DueEffect, { log, now }: Acting): Promise<Waiting | null> {
  const conversation = await readConversation(log, stream);
  if (conversation === null) return null;
  const message = conversation.messages.find((one) => one.message === data.message);
  if (message === undefined || message.decision !== null) return null;
  const asked = openMessages(conversation.messages, message.message, now);
  return asked.some((one) => one.message === data.message) ? { conversation, asked } : null;
}

/**
 * Has Karen understand what waits for an answer and choose what is done about it, and records both. While she still writes, the effect of
 * her latest message does it. Where a person has the conversation Karen only listens, for what is urgent.
 * What is not urgent waits while a message of ours is under way: what is to be answered depends on whether that one goes out.
 */
export async function understandAndChoose(parts: KarenParts, effect: DueEffect, acting: Acting): Promise<void> {
  const { log, now } = acting;
  const waiting = await waitingWith(effect, acting);
  if (waiting === null) return;
  const { conversation, asked } = waiting;
  const mayWait = since(asked[0]?.at ?? now, now) < longestWait;
  if (mayWait && asked.at(-1)?.message !== effect.data.message) return;

  const clinic = clinicOf(effect.about);
  const { state: configured } = await load(log, clinic, streamName('clinic', clinic), folds.clinic);
  if (configured.status === 'unknown') throw new Error(`the clinic ${clinic} is not configured`);
  const { settings } = configured;
  const { state } = conversation;
  const context = await readContext(log, parts, settings, conversation, asked, now);
  const karen = parts.karenOf(settings);
  const isAnswer = await areAnswers(parts, acting, clinic, waiting);
  if (state.outstanding.some(({ deferredUntil }) => deferredUntil === null)) {
    const { chosen } = await karen.listen(context);
    if (!chosen.chosen.some(isUrgent)) throw new Postponed(later(now, lookAgain), 'a message of ours is under way');
  }
  const decision =
    ownerOf(state) === 'ASSISTANT' && !isAnswer
      ? await karen.decide(context, isWithinBudget(settings.assistant.monthlyBudget, await parts.spent(clinic, monthOf(now))))
      : await karen.listen(context);
  const isAnswered = isAnswer && !neverMerely.includes(decision.classified.intent);
  await handle(log, {
    clinic,
    stream: effect.about,
    fold: folds.conversation,
    cause: { ...acting.cause, actor: 'karen', channel: state.channel },
    step: 'decide',
    subject: state.contact,
    decide: (before) => recordDecision({ ...decision, answers: state.inbound, mayWait, isAnswered }, before),
  });
}

/** Whether all that she wrote answers screening questions, and nothing else. */
async function areAnswers(parts: KarenParts, acting: Acting, clinic: ClinicSlug, { conversation, asked }: Waiting): Promise<boolean> {
  const each = await Promise.all(
    asked.map(({ message, at, text, hasAttachments }) => {
      const inReplyTo = conversation.messages.find((one) => one.message === message)?.inReplyTo ?? null;
      return text !== null && !hasAttachments && merelyAnswersScreening(parts, acting, clinic, conversation.state, { at, text, inReplyTo });
    }),
  );
  return each.every((one) => one);
}

const later = (at: Instant, milliseconds: number): Instant => instantOf(new Date(Date.parse(at) + milliseconds));

const since = (at: Instant, now: Instant): number => Date.parse(now) - Date.parse(at);
