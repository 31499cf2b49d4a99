import type { Intent } from '../../domain/conversation/intent.ts';
import { askedText } from '../conversationContext.ts';
import { procedureOf } from '../facts/clinicFacts.ts';
import { phrasesIn } from '../language/phrases.ts';
import { readMessage } from '../language/reading.ts';
import { otherLanguageOf } from '../safety/otherLanguage.ts';
import type { Reply, ReplyQuestion } from './reply.ts';
import { booking } from './templates/booking.ts';
import { aftercare, attachment, complaint, human, medicalConcern, otherLanguage, unsure } from './templates/handOver.ts';
import { availability, clinicInfo, preCare, pricing, procedureInfo } from './templates/questions.ts';
import { offTopic, optOut, smallTalk } from './templates/talk.ts';
import type { Template } from './templates/template.ts';
import { cancel, confirm, reschedule } from './templates/visits.ts';
import { wordsFor } from './words.ts';

const templates: Readonly<Record<Intent, Template>> = {
  medical_concern: medicalConcern,
  opt_out: optOut,
  complaint,
  human,
  reschedule,
  cancel,
  confirm,
  booking,
  availability,
  pre_care: preCare,
  aftercare,
  pricing,
  procedure_info: procedureInfo,
  clinic_info: clinicInfo,
  small_talk: smallTalk,
  other: offTopic,
};

/** Answers from templates and the clinic's facts: at once, on this machine, and the same for the same message. */
export function composeOffline({ context, understanding }: Pick<ReplyQuestion, 'context' | 'understanding'>): Reply {
  const text = askedText(context);
  const words = wordsFor(context);
  const turns = new Set(phrasesIn(readMessage(text).sequence));
  const procedure = procedureOf(words.facts, understanding.procedure);
  const question = {
    context,
    understanding,
    words,
    procedure,
    uses: (...names: readonly string[]) => names.some((name) => turns.has(name)),
  };
  if (understanding.unanswerable === 'attachment') return attachment(question);
  if (understanding.unanswerable === 'language') return otherLanguage(otherLanguageOf(text) ?? 'unknown');
  if (understanding.abstained) return unsure(question);
  return templates[understanding.intent](question);
}
