import { answerScreening, askedQuestions } from '../../domain/care/answering.ts';
import { type CarePlan, type CarePlanState, openQuestions } from '../../domain/care/carePlan.ts';
import type { CarePlanEvent } from '../../domain/care/events.ts';
import { readAnswers } from '../../domain/care/screening.ts';
import { wasScreenedLast } from '../../domain/care/wasScreenedLast.ts';
import { known } from '../../domain/event.ts';
import type { ClinicSlug, ContactId, Instant } from '../../domain/ids.ts';
import { carePlanStream } from '../../eventStore/commands/carePlanStream.ts';
import { folds } from '../../eventStore/folds.ts';
import { clinicOf } from '../looking.ts';
import type { Acting, Deed, DueEffect, Looking } from '../process.ts';
import type { CareWays } from './ways.ts';

/** The plan of hers that last asked her something before a moment, for a visit that is still to come; null when none did. */
export async function askingPlan(
  { plansOf }: Pick<CareWays, 'plansOf'>,
  { load }: Pick<Looking, 'load'>,
  clinic: ClinicSlug,
  contact: ContactId,
  at: Instant,
): Promise<CarePlan | null> {
  const plans = await Promise.all((await plansOf(clinic, contact)).map((id) => load(carePlanStream(clinic, id), folds.carePlan)));
  const asking = plans.flatMap((plan) => {
    const since = plan?.askedAt ?? null;
    return plan && since !== null && since <= at && at < plan.visit.startsAt && askedQuestions(plan).length > 0 ? [{ plan, since }] : [];
  });
  return asking.toSorted((a, b) => (a.since < b.since ? 1 : -1))[0]?.plan ?? null;
}

/** Understands what she wrote as an answer to the screening questions that she was asked. */
export const readAnswer = (ways: CareWays): Deed => ({
  async carryOut(effect, acting) {
    const clinic = clinicOf(effect.about);
    const written = await readMessage(effect, acting);
    const plan = written && (await askingPlan(ways, acting, clinic, written.contact, written.at));
    if (!plan) return;
    const { text, at } = written;
    const conversation = await acting.load(effect.about, folds.conversation);
    // A mere "yes" answers nothing once everything was answered, or when something else was asked since.
    const askedLast = openQuestions(plan).length > 0 && wasScreenedLast(conversation, at, written.inReplyTo);
    const answers = readAnswers(text, askedQuestions(plan), askedLast);
    await acting.issue({
      stream: carePlanStream(clinic, plan.id),
      fold: folds.carePlan,
      subject: plan.contact,
      decide: (before: CarePlanState): readonly CarePlanEvent[] =>
        answerScreening({ answers, by: 'patient', said: text, now: acting.now }, before),
    });
  },
});

/** What she wrote or said, read again from the log: an effect holds nothing personal. Null once it is erased. */
async function readMessage({ cause }: DueEffect, { log }: Acting) {
  const [record] = await log.store.readStream(log.viewer, cause.stream, { from: cause.revision, limit: 1 });
  const [read] = record ? await log.codec.decode([record]) : [];
  if (!read || (read.event.type !== 'MessageReceived' && read.event.type !== 'MessageTranscribed')) return null;
  const { data, type } = read.event;
  const text = known(data.text);
  const contact = read.metadata.subject;
  return text === null || contact === null
    ? null
    : { text, contact, at: data.at, inReplyTo: type === 'MessageReceived' ? data.inReplyTo : null };
}
