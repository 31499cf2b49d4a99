import { type Intent, intents } from '../../domain/conversation/intent.ts';
import { type OptOutScope, recogniseOptOut } from '../../domain/messaging/optOut.ts';
import { askedText, type ConversationContext } from '../conversationContext.ts';
import type { Decision, IntentModel } from '../intentModel.ts';
import { longestText } from '../language/tokens.ts';
import type { OfflineModel } from '../offline/offlineModel.ts';
import { hasMedicalClause } from '../safety/medicalClause.ts';
import { isForeignMedicalConcern, otherLanguageOf } from '../safety/otherLanguage.ts';
import { ruleConfidence } from '../safety/rules.ts';
import { pickTime } from './pickTime.ts';
import type { Understanding } from './understanding.ts';

/** Who listens: the ear on this machine always, and the one over the network where there is one that may be asked. */
export interface Ears {
  readonly offline: OfflineModel;
  readonly openai: IntentModel | null;
  /** Milliseconds, of a clock that never goes back. */
  readonly clock: () => number;
}

/** What one message of several may ask for that the others must not drown. */
const urgent: readonly Intent[] = ['medical_concern', 'opt_out', 'complaint', 'human'];

/** Less sure than this the ear has not heard a wish for no more messages: to stop them by mistake is a harm as well. */
const surelyStop = 0.5;

/** The offline ear's name as a model: its weights are part of the program. */
const offlineName = 'offline';

/**
 * Understands what her messages ask for: by rule where a rule decides, then by the models. A danger that either ear hears is a danger,
 * and what one message urgently says counts whatever the others say. Never fails: an ear that is away is done without.
 */
export async function understand(context: ConversationContext, { offline, openai, clock }: Ears): Promise<Understanding> {
  const began = clock();
  const here = heardHere(context, offline);
  const asked = here.isSure || openai === null ? null : await openai.classify({ text: askedText(context), context: context.situation });
  const heard = asked === null || asked.abstained ? here.decision : asked;
  const { intent, confidence, abstained, stage, call } = heard;
  return {
    intent,
    confidence,
    abstained,
    by: {
      stage,
      model: stage === 'rule' ? null : (call?.model ?? offlineName),
      promptHash: call?.promptHash ?? null,
      latencyMs: Math.round(clock() - began),
    },
    procedure: heard.procedure ?? spokenOf(context, offline),
    spent: asked?.call?.spent ?? null,
    passedOver: asked?.failure ?? null,
    stop: intent === 'opt_out' ? (here.stop ?? { channels: 'this', purpose: 'TRANSACTIONAL' }) : null,
    picked: here.picked,
    unanswerable: intent === 'medical_concern' || intent === 'opt_out' ? null : here.unanswerable,
  };
}

interface HeardHere extends Pick<Understanding, 'stop' | 'picked' | 'unanswerable'> {
  readonly decision: Decision;
  /** Nobody else is asked. */
  readonly isSure: boolean;
}

/** What is understood without a network. */
function heardHere(context: ConversationContext, ear: OfflineModel): HeardHere {
  const { situation, offeredTimes, clinic } = context;
  const text = askedText(context);
  const listen = (one: string): Decision => doubted(ear.classifyNow({ text: one, context: situation }));
  const heard = { decision: listen(text), isSure: true, stop: null, picked: null, unanswerable: null } as const;
  const ruled = (intent: Intent): Decision => ({
    intent,
    confidence: ruleConfidence,
    procedure: heard.decision.procedure,
    stage: 'rule',
    abstained: false,
  });

  const [mostUrgent] = [...context.asked.flatMap((one) => passages(one.text ?? '').map(listen)), heard.decision]
    .filter(({ intent }) => urgent.includes(intent))
    .toSorted((a, b) => intents.indexOf(a.intent) - intents.indexOf(b.intent));
  if (mostUrgent?.intent === 'medical_concern') return { ...heard, decision: mostUrgent };
  if (hasMedicalClause(text) || isForeignMedicalConcern(text)) return { ...heard, decision: ruled('medical_concern') };
  const stop = stopIn(context);
  if (stop !== null) return { ...heard, decision: ruled('opt_out'), stop };
  if (text.trim() === '') return { ...heard, decision: { ...ruled('other'), abstained: true }, unanswerable: 'attachment' };
  const picked = pickTime(text, offeredTimes, clinic.timeZone);
  if (picked !== null) return { ...heard, decision: ruled('booking'), picked };
  const unanswerable = otherLanguageOf(text) === null ? null : 'language';
  const decision = mostUrgent ?? heard.decision;
  return { ...heard, decision, isSure: decision.stage === 'rule' || unanswerable !== null, unanswerable };
}

/** A long message in parts that the ear reads whole: nobody has to put a danger first. */
const passages = (text: string): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / longestText) }, (_, index) => text.slice(index * longestText, (index + 1) * longestText));

const doubted = (decision: Decision): Decision =>
  decision.intent === 'opt_out' && decision.confidence < surelyStop ? { ...decision, intent: 'other', abstained: true } : decision;

/** By the rule that withdraws consent: what the log has as withdrawn, Karen has heard. */
function stopIn({ asked, situation }: ConversationContext): OptOutScope | null {
  for (const { text } of asked) {
    const optOut = text === null ? null : recogniseOptOut(text, situation);
    if (optOut?.type === 'optOut') return optOut.scope;
  }
  return null;
}

/** The procedure that she last spoke of. */
function spokenOf({ turns }: ConversationContext, ear: OfflineModel): string | null {
  for (const { by, text } of turns.toReversed()) {
    const procedure = by === 'her' ? ear.classifyNow({ text, context: null }).procedure : null;
    if (procedure !== null) return procedure;
  }
  return null;
}
