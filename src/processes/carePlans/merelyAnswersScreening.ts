import { askedQuestions } from '../../domain/care/answering.ts';
import { type CarePlanState, openQuestions } from '../../domain/care/carePlan.ts';
import { merelyAnswers } from '../../domain/care/screening.ts';
import { wasScreenedLast } from '../../domain/care/wasScreenedLast.ts';
import type { KnownConversation } from '../../domain/conversation/conversation.ts';
import type { ClinicSlug, Instant, MessageId } from '../../domain/ids.ts';
import type { Log } from '../../eventStore/commandHandler.ts';
import { carePlanStream } from '../../eventStore/commands/carePlanStream.ts';
import { folds } from '../../eventStore/folds.ts';
import type { Looking } from '../process.ts';
import { askingPlan } from './readAnswer.ts';
import type { CareWays } from './ways.ts';

/** A message of hers, as it may answer screening. */
export interface Written {
  readonly at: Instant;
  readonly text: string;
  readonly inReplyTo: MessageId | null;
}

/**
 * Tells whether a message is nothing but an answer to screening questions, which care plans put down. The plan is read as it stood when
 * she wrote: by the time that somebody asks, the answer is on record, and nothing is open any more.
 */
export async function merelyAnswersScreening(
  ways: Pick<CareWays, 'plansOf'>,
  acting: Looking & { readonly log: Log },
  clinic: ClinicSlug,
  conversation: KnownConversation,
  { at, text, inReplyTo }: Written,
): Promise<boolean> {
  const asking = await askingPlan(ways, acting, clinic, conversation.contact, at);
  if (asking === null) return false;
  const { store, codec, viewer } = acting.log;
  const events = await codec.decode(await store.readStream(viewer, carePlanStream(clinic, asking.id)));
  const plan = events
    .map(({ event }) => event as Parameters<typeof folds.carePlan.evolve>[1]) // a plan's stream holds nothing else
    .filter((event) => (event.type === 'ScreeningAnswered' ? event.data.at < at : event.data.at <= at))
    .reduce<CarePlanState>(folds.carePlan.evolve, folds.carePlan.initial);
  if (plan === null) return false;
  const askedLast = openQuestions(plan).length > 0 && wasScreenedLast(conversation, at, inReplyTo);
  return merelyAnswers(text, askedQuestions(plan), askedLast);
}
