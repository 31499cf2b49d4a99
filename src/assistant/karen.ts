import type { ChosenAction } from '../domain/conversation/action.ts';
import type { ActionChosen, DecidedBy, IgnoredTag, IntentClassified, PassedOver, Spent } from '../domain/conversation/decisionEvents.ts';
import { selectActionsForContext } from './actions/selectActions.ts';
import { composeClosed, isClosed } from './composing/composeClosed.ts';
import { layOut } from './composing/layOut.ts';
import { composeOffline } from './composing/offlineComposer.ts';
import { type Composer, NotComposed, type Reply, type ReplyQuestion } from './composing/reply.ts';
import { wordsFor } from './composing/words.ts';
import type { ConversationContext } from './conversationContext.ts';
import type { IntentModel } from './intentModel.ts';
import type { OfflineModel } from './offline/offlineModel.ts';
import { createResting } from './restingModel.ts';
import { understand } from './understanding/understand.ts';
import { closedIntents, type Understanding } from './understanding/understanding.ts';

/** What Karen made of her latest messages: two events' data. */
export interface KarenDecision {
  readonly classified: IntentClassified['data'];
  readonly chosen: Omit<ActionChosen['data'], 'answers'>;
}

/** Understands what a person writes to one clinic, and chooses what is said and done about it. Decides only: it sends nothing and keeps nothing. */
export interface Karen {
  /** @param mayAsk the budget allows to ask the model over the network */
  decide(context: ConversationContext, mayAsk: boolean): Promise<KarenDecision>;
  /** Only understands, on this machine: for conversations that a person has. */
  listen(context: ConversationContext): Promise<KarenDecision>;
}

export interface KarenOptions {
  readonly offline: OfflineModel;
  /** The model over the network; null: none is asked. */
  readonly openai: { readonly ear: IntentModel; readonly composer: Composer } | null;
  /** Milliseconds, of a clock that never goes back. */
  readonly clock: () => number;
  /** Milliseconds for all that is asked over the network about one message; default 20,000. Raise it for slow models, lower it for the widget. */
  readonly patience?: number;
  /** Told of faults of our own that were answered by a person instead. */
  readonly onError?: (error: unknown) => void;
}

/** What is said when even the templates fail. */
const lastWords = 'Thank you for your message. Somebody of the team will answer you here.';

/**
 * Karen for one clinic. What may be dangerous is decided by rule; the model over the network is asked for the rest, within its time and
 * budget; what it does not answer, or answers in words that may not be sent, the templates answer; and what they cannot, a person.
 */
export function createKaren({ offline, openai, clock, patience = 20_000, onError = () => {} }: KarenOptions): Karen {
  const resting = createResting(clock);

  async function decide(context: ConversationContext, network: KarenOptions['openai'], why: PassedOver | null): Promise<KarenDecision> {
    const signal = AbortSignal.timeout(patience);
    const understanding = await understand(context, { offline, openai: network && inTime(network.ear, signal), clock });
    if (understanding.passedOver !== null) resting.failed();
    else if (understanding.spent !== null) resting.answered();
    const began = clock();
    const composer = understanding.passedOver === null ? (network?.composer ?? null) : null;
    const composed = await compose(context, understanding, composer, signal);
    const by: DecidedBy = {
      stage: composed.stage,
      model: composed.model,
      promptHash: composed.promptHash,
      latencyMs: Math.round(clock() - began),
    };
    return eventsOf(context, understanding, { ...composed, passedOver: composed.passedOver ?? understanding.passedOver ?? why }, by);
  }

  async function compose(
    context: ConversationContext,
    understanding: Understanding,
    composer: Composer | null,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const offered = selectActionsForContext(context);
    const fixed = closedIntents.includes(understanding.intent) || understanding.unanswerable !== null || understanding.picked !== null;
    const here = (passedOver: PassedOver | null, spent: Spent | null): Outcome => ({
      ...withTemplates({ context, understanding }),
      ...(fixed ? { stage: 'rule', model: null } : { stage: 'offline', model: 'templates' }),
      promptHash: null,
      ignored: [],
      passedOver,
      spent,
    });
    if (fixed || composer === null || !context.mayReply) return here(null, null);
    try {
      const facts = wordsFor(context).facts;
      const { say, actions, model, promptHash, ignored, spent } = await composer.compose(
        { context, facts, understanding, offered },
        signal,
      );
      resting.answered();
      const closed = actions.find(isClosed);
      const reply = closed ? composeClosed(closed, { context, understanding }) : { say, actions };
      return { ...reply, stage: 'openai', model, promptHash, ignored, passedOver: null, spent };
    } catch (error) {
      if (!(error instanceof NotComposed)) onError(error);
      const { because, spent } = error instanceof NotComposed ? error : { because: 'failed' as const, spent: null };
      if (because === 'tooSlow' || because === 'failed') resting.failed();
      return here(because, spent);
    }
  }

  function withTemplates(question: Pick<ReplyQuestion, 'context' | 'understanding'>): Reply {
    try {
      return composeOffline(question);
    } catch (error) {
      onError(error);
      return { say: lastWords, actions: [{ action: 'hand_off', reason: 'unsure' }] };
    }
  }

  return {
    decide(context, mayAsk) {
      const why: PassedOver | null = openai === null ? null : !mayAsk ? 'overBudget' : resting.rests ? 'resting' : null;
      return decide(context, why === null ? openai : null, why);
    },
    listen: (context) => decide(context, null, null),
  };
}

interface Outcome extends Reply {
  readonly stage: DecidedBy['stage'];
  readonly model: string | null;
  readonly promptHash: string | null;
  readonly ignored: readonly IgnoredTag[];
  readonly passedOver: PassedOver | null;
  readonly spent: Spent | null;
}

function eventsOf(context: ConversationContext, understanding: Understanding, outcome: Outcome, by: DecidedBy): KarenDecision {
  const { intent, procedure, confidence, abstained } = understanding;
  const messages = context.asked.map((one) => one.message);
  const about = { message: messages.at(-1) ?? noMessage(), together: messages.slice(0, -1), at: context.now };
  const offered = selectActionsForContext(context);
  const actions = context.mayReply || intent === 'opt_out' ? outcome.actions : [insteadOfReply(outcome.actions)];
  const chosen = actions.filter(({ action }) => offered.includes(action));
  const { text, introduces } = layOut({ say: outcome.say, actions: chosen }, context, wordsFor(context));
  const reply = text === '' || (!context.mayReply && intent !== 'opt_out') ? null : text;
  const { ignored, passedOver, spent } = outcome;
  return {
    classified: { ...about, intent, procedure, confidence, abstained, by: understanding.by, spent: understanding.spent },
    chosen: { ...about, offered, chosen, ignored, passedOver, by, spent, introduces: introduces && reply !== null, reply },
  };
}

const noMessage = (): never => {
  throw new Error('there is no message to answer');
};

/** To whom nothing may be written, a person sees to what she wrote. */
const insteadOfReply = (actions: readonly ChosenAction[]): ChosenAction =>
  actions.find(({ action }) => action === 'hand_off') ?? { action: 'hand_off', reason: 'refused' };

/** The ear, as one that has not heard when the time is over. */
const inTime = (ear: IntentModel, signal: AbortSignal): IntentModel => ({
  name: ear.name,
  classify(message) {
    const late = new Promise<Awaited<ReturnType<IntentModel['classify']>>>((resolve) => {
      const tell = (): void =>
        resolve({ intent: 'other', confidence: 0, procedure: null, stage: ear.name, abstained: true, failure: 'tooSlow' });
      if (signal.aborted) tell();
      else signal.addEventListener('abort', tell, { once: true });
    });
    return Promise.race([ear.classify(message), late]);
  },
});
