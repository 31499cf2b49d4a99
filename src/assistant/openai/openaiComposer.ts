import type { ChosenAction } from '../../domain/conversation/action.ts';
import { chosenFrom } from '../actions/chosenFrom.ts';
import { type ParsedTag, parseTags } from '../actions/parseTags.ts';
import { checkReply } from '../composing/checkReply.ts';
import { isClosed } from '../composing/composeClosed.ts';
import { type Composed, type Composer, NotComposed, type ReplyQuestion } from '../composing/reply.ts';
import { type Chat, ChatFailure } from './chat.ts';
import { replyInstructions, replyTurns } from './replyPrompt.ts';

/** Enough for three sentences and what a model thinks before. */
const mostTokens = 1_500;

/**
 * Has a chat model write Karen's words and choose among the actions offered. What it writes is checked like a stranger's letter: tags are
 * taken out and weighed, and words that may not be sent fail with `NotComposed`.
 */
export function createOpenAiComposer(chat: Chat): Composer {
  return {
    name: 'openai',
    async compose(question, signal): Promise<Composed> {
      const { context, facts, offered } = question;
      const synonyms = new Map(context.clinic.procedures.map((one) => [one.slug, one.synonyms]));
      const instructions = replyInstructions(facts, synonyms, offered);
      const answer = await ask(() => chat.ask({ instructions, said: replyTurns(question), schema: null, mostTokens, signal }));
      const { text, tags, ignored } = parseTags(answer.content, offered);
      const actions = actionsOf(tags, question);
      // What our own words are said about, such as a person who takes over, needs none of the model's.
      const isFixed = actions.some(isClosed);
      const unsafe = isFixed ? null : checkReply(text, context.clinic);
      if (unsafe !== null) throw new NotComposed(`unsafe:${unsafe}`, answer.spent);
      const { model, promptHash, spent } = answer;
      return { say: isFixed ? '' : text, actions, model, promptHash, ignored, spent };
    },
  };
}

async function ask<Answer>(asking: () => Promise<Answer>): Promise<Answer> {
  try {
    return await asking();
  } catch (error) {
    if (error instanceof ChatFailure) throw new NotComposed(error.tooSlow ? 'tooSlow' : 'failed', null, error);
    throw error;
  }
}

/** The actions that the tags come to. Who neither hands over nor does anything else answers. */
function actionsOf(tags: readonly ParsedTag[], question: ReplyQuestion): readonly ChosenAction[] {
  const actions = tags.flatMap((tag) => chosenFrom(tag, question) ?? []);
  const closed = actions.find(({ action }) => action === 'hand_off') ?? actions.find(isClosed);
  if (closed) return [closed];
  const { intent } = question.understanding;
  const leads = actions.some(({ action }) => action === 'suggest_booking' || action === 'check_availability');
  // Who wants to book gets the way to book, whatever the model forgot.
  if ((intent === 'booking' || intent === 'availability') && !leads)
    return [...actions, { action: 'suggest_booking', procedure: question.understanding.procedure, startsAt: null }];
  return actions.length > 0 ? actions : [{ action: 'answer' }];
}
