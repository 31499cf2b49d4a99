import { denies, meansAll, numberIn, partsOf, type Said, said, saysWhen } from './answerWords.ts';
import type { ScreeningOutcome } from './events.ts';
import type { CareQuestion } from './template.ts';

/** A question as she was asked it. */
export interface AskedQuestion extends CareQuestion {
  readonly step: string;
}

/** What she said to one of them. */
export interface ReadAnswer {
  readonly step: string;
  readonly answer: ScreeningOutcome;
}

/**
 * Reads a message as an answer to the questions that she was last asked, in the order in which they stood; those that it says nothing to are left
 * out, and a message that answers none gives nothing. Of doubt it makes UNCLEAR, never GOOD: a clinician would rather ask again.
 * @param askedLast no other message of ours asked anything since: only then is a mere yes or no an answer to these
 * @example readAnswers('no, but mi did go beach Sunday', [sun, wax]) // sun BAD, wax GOOD
 */
export function readAnswers(text: string, questions: readonly AskedQuestion[], askedLast = true): readonly ReadAnswer[] {
  const parts = numbered(partsOf(text), questions.length);
  const lined = askedLast ? inTheirOrder(parts, questions) : null;
  if (lined !== null) return lined;
  const own = questions.map((question, index) => ownAnswer(question, index, parts, questions.length));
  const general = askedLast ? generalAnswer(parts, questions) : null;
  return questions.flatMap((question, index): readonly ReadAnswer[] => {
    const specific = own[index] ?? null;
    const meant = specific === null ? generalFor(general, own, questions) : conflicts(specific, general, questions) ? 'UNSURE' : specific;
    return meant === null ? [] : [{ step: question.step, answer: outcomeOf(meant, question) }];
  });
}

/**
 * Tells whether a message answers screening questions and does nothing else: it asks nothing, and each of its parts is a yes, a no, or about
 * the matter of a question.
 */
export function merelyAnswers(text: string, questions: readonly AskedQuestion[], askedLast = true): boolean {
  if (text.includes('?') || readAnswers(text, questions, askedLast).length === 0) return false;
  return numbered(partsOf(text), questions.length).every(
    (part) => said(part) !== null || questions.some((question) => signIn(part, question) !== undefined),
  );
}

type Meant = Exclude<Said, null>;

const outcomeOf = (meant: Meant, { concern }: CareQuestion): ScreeningOutcome =>
  meant === 'UNSURE' ? 'UNCLEAR' : meant === concern ? 'BAD' : 'GOOD';

/** "1 no 2 yes" without anything between: each number begins a part of its own. */
function numbered(parts: readonly string[], most: number): readonly string[] {
  if (most < 2) return parts;
  return parts.flatMap((part) =>
    part
      .split(/ (?=\d{1,2} (?!(?:day|week|month|year|time|hour)s? ))/)
      .map((one) => ` ${one.trim()} `)
      .filter((one) => one.trim() !== ''),
  );
}

/** "no, yes, no": as many answers as questions, and nothing else. */
function inTheirOrder(parts: readonly string[], questions: readonly AskedQuestion[]): readonly ReadAnswer[] | null {
  const words = parts.flatMap((part) => part.trim().split(' '));
  const answers = words.map((word) => said(` ${word} `));
  const each = questions.length > 1 && answers.length === questions.length && answers.every((one) => one === 'YES' || one === 'NO');
  if (!each) return null;
  return questions.map((question, index) => ({ step: question.step, answer: outcomeOf(answers[index] ?? 'UNSURE', question) }));
}

/** What is said to one question by its number, or by naming what it is about; the worst of it. */
function ownAnswer(question: AskedQuestion, index: number, parts: readonly string[], most: number): Meant | null {
  const found = parts.flatMap((part): readonly Meant[] => {
    const number = most > 1 ? numberIn(part, most) : null;
    if (number !== null) return number === index + 1 ? [said(part) ?? 'UNSURE'] : [];
    const sign = signIn(part, question);
    if (sign === undefined) return [];
    return [said(part) === 'UNSURE' ? 'UNSURE' : denies(part, sign) ? 'NO' : 'YES'];
  });
  return found.find((one) => one === question.concern) ?? found.find((one) => one === 'UNSURE') ?? found[0] ?? null;
}

/** The sign of a question's matter that a part holds, as it stands there. */
const signIn = (part: string, { signs }: AskedQuestion): string | undefined =>
  signs.map((sign) => sign.toLowerCase().replaceAll('-', ' ')).find((sign) => part.includes(` ${sign} `));

/** What is said of no question in particular. */
function generalAnswer(
  parts: readonly string[],
  questions: readonly AskedQuestion[],
): { readonly meant: Meant; readonly all: boolean } | null {
  const rest = parts.filter(
    (part) =>
      (questions.length === 1 || numberIn(part, questions.length) === null) &&
      questions.every((question) => signIn(part, question) === undefined),
  );
  const meant = rest.map(said).filter((one) => one !== null);
  const all = rest.some(meansAll);
  const [first, ...others] = meant;
  if (first) return { meant: others.every((one) => one === first) ? first : 'UNSURE', all };
  return rest.some(saysWhen) ? { meant: 'UNSURE', all } : null;
}

/** What a general answer says to a question that nothing else was said to. */
function generalFor(
  general: { meant: Meant; all: boolean } | null,
  own: readonly (Meant | null)[],
  questions: readonly AskedQuestion[],
): Meant | null {
  if (general === null) return null;
  if (questions.length === 1 || general.meant === 'NO' || general.all) return general.meant;
  // "Yes, I waxed" says yes to the one that it names; "yes" to several says that something is, and not what.
  return own.some((one) => one !== null) ? null : 'UNSURE';
}

const conflicts = (specific: Meant, general: { meant: Meant } | null, questions: readonly AskedQuestion[]): boolean =>
  questions.length === 1 && general !== null && general.meant !== 'UNSURE' && general.meant !== specific;
