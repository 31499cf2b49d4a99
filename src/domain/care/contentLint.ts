import { milliseconds } from '../duration.ts';
import { stopsMedicine } from './medicineLint.ts';
import { type CareStep, type CareTemplate, isBeforeVisit } from './template.ts';
import { hasLooseBraces, isCareVariable, variablesIn } from './variables.ts';

/** Something that a clinic must not send, or that could not be sent; `path` leads to it within the template. */
export interface CareProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Lint = (step: CareStep, template: CareTemplate) => readonly (readonly [field: string, message: string])[];

/** The step that asks again; no template may have one of its name. */
export const reservedStep = 'screening-chase';

/** Most characters of a step's text: a phone shows it without scrolling, and three of them make one message. */
const longest = 700;

/** What only a clinician may say, and so stands with a source. */
const clinical =
  /\b(?:avoid\w*|do not|don['’]t|no (?:sun|heat|gym|ice|make-?up|exercise|alcohol)|hours|sunscreen|spf|sun|alcohol|exercise|swelling|bruis\w+|pain|medicines?|retin\w+|acids?|massage|pregnan\w+|allerg\w+|fever|infection|bleeding|wax\w*|shave)\b/i;

/** A consultation talks of nothing to be left: nobody has decided on a treatment. */
const avoiding =
  /\b(?:avoid\w*|stop\w*|do not|don['’]t|never|refrain\w*|stay (?:out|away|off)|no (?:sun|heat|gym|ice|make-?up|exercise|alcohol))\b/i;

const advertising =
  /\b(?:discount\w*|special (?:offer|price)s?|promo\w*|\d+ ?% off|deals?|on sale|free gift|refer a friend|limited time|save \$?\d+)\b/i;

/** One promotional line makes marketing of the message that holds it (domain.md 3). */
const advertises: Lint = ({ kind, text, marketing }) => [
  ...(marketing && kind !== 'RECALL' ? ([['marketing', 'only a RECALL may advertise']] as const) : []),
  ...(text !== null && !marketing && advertising.test(text)
    ? ([['text', 'this advertises: it belongs into a RECALL with `marketing: true`, which goes to those who agreed to offers']] as const)
    : []),
];

const medicines: Lint = ({ text, ask }) =>
  [['text', text] as const, ['ask', ask?.question ?? null] as const].flatMap(([field, words]) => {
    const sentence = words === null ? null : stopsMedicine(words);
    return sentence === null
      ? []
      : [[field, `this tells a patient to leave a medicine that a doctor may have prescribed (${JSON.stringify(sentence)})`] as const];
  });

const sourced: Lint = ({ kind, text, avoid, ask, sources }) => {
  if (sources.length > 0 || kind === 'REMINDER') return [];
  if (avoid !== null || ask !== null) return [['sources', 'a clinical rule names its source']];
  return text !== null && clinical.test(text)
    ? [['sources', `this reads like a clinical rule (${clinical.exec(text)?.[0]}): name its source`]]
    : [];
};

const variables: Lint = ({ kind, text, ask }) => [
  ...[['text', text] as const, ['ask', ask?.question ?? null] as const].flatMap(([field, words]) => [
    ...variablesIn(words ?? '')
      .filter((name) => !isCareVariable(name))
      .map((name) => [field, `there is no variable {{${name}}}`] as const),
    ...(hasLooseBraces(words ?? '') ? ([[field, 'a brace stands alone']] as const) : []),
  ]),
  ...(kind === 'FORM' && text !== null && !variablesIn(text).includes('formLink')
    ? ([['text', 'the form’s step holds {{formLink}}']] as const)
    : []),
];

/** Clinics that are discreet have the procedure's name filled in as "treatment", which takes a variable. */
const discreet: Lint = ({ text }, { name, procedure }) => {
  const said = text?.toLowerCase() ?? '';
  const named = [name.toLowerCase(), procedure.replaceAll('-', ' ')].find((one) => said.includes(one));
  return named === undefined || procedure.includes('consultation')
    ? []
    : [['text', `write {{procedure}} or {{visit}} instead of “${named}”: some clinics never name it`]];
};

const lengths: Lint = ({ text, ask }) => [
  ...(text !== null && text.length > longest
    ? ([['text', `${text.length} characters are too many for a phone; ${longest} at most`]] as const)
    : []),
  ...(ask !== null && !ask.question.endsWith('?') ? ([['ask', 'a question ends with a question mark']] as const) : []),
];

const consultations: Lint = ({ avoid, ask, text }, { visit }) => {
  if (visit !== 'CONSULTATION') return [];
  return [
    ...(avoid === null ? [] : ([['avoid', 'a consultation has no rule of what to avoid']] as const)),
    ...(ask === null ? [] : ([['ask', 'a consultation screens for nothing']] as const)),
    ...(text !== null && avoiding.test(text)
      ? ([['text', `a consultation tells nobody what to avoid (${avoiding.exec(text)?.[0]})`]] as const)
      : []),
  ];
};

const kinds: Lint = (step) => {
  const { kind, text, ask, ifPast, anchor, offset, avoid, topic } = step;
  const before = isBeforeVisit(step);
  return [
    ...(kind === 'REMINDER' && (text !== null || ask !== null)
      ? ([['text', 'a REMINDER sends nothing itself: the booking’s reminders do']] as const)
      : []),
    ...(kind === 'REMINDER' && !(anchor === 'START' && before) ? ([['anchor', 'a REMINDER comes before the START']] as const) : []),
    ...(kind === 'QUESTION' && (ask === null || text !== null)
      ? ([['ask', 'a QUESTION has an `ask`, and no text beside it']] as const)
      : []),
    ...(kind !== 'QUESTION' && kind !== 'REMINDER' && text === null ? ([['text', 'there is nothing to send']] as const) : []),
    ...(kind === 'RECALL' && anchor !== 'END' ? ([['anchor', 'a RECALL comes after the END']] as const) : []),
    ...(ifPast === 'ASK' && ask === null ? ([['ask', 'a rule that is asked when it is past has a question']] as const) : []),
    ...(ifPast === 'ASK' && !before ? ([['ifPast', 'what comes after the visit is not asked before it']] as const) : []),
    ...(kind !== 'QUESTION' && ask !== null && ifPast !== 'ASK'
      ? ([['ifPast', 'its question is asked when it is past: ASK']] as const)
      : []),
    ...(avoid !== null && topic === null
      ? ([['topic', 'what is avoided has a topic, by which the rules of two procedures are compared']] as const)
      : []),
    ...(anchor !== 'START' && offset.startsWith('-') ? ([['offset', `nothing comes before the ${anchor}`]] as const) : []),
    ...(anchor === 'START' && !before && milliseconds(offset) !== 0
      ? ([['offset', 'what comes after the visit counts from its END']] as const)
      : []),
  ];
};

const lints: readonly Lint[] = [kinds, medicines, sourced, variables, advertises, discreet, lengths, consultations];

/** Names everything in a template that must not be sent, or could not be. */
export function lintTemplate(template: CareTemplate): readonly CareProblem[] {
  const { steps } = template;
  const ids = steps.map(({ id }) => id);
  const ofSteps = steps.flatMap((step, index) => [
    ...(ids.indexOf(step.id) === index ? [] : [{ path: ['steps', index, 'id'], message: `the step ${step.id} stands twice` }]),
    ...(step.id === reservedStep
      ? [{ path: ['steps', index, 'id'], message: `${reservedStep} is the name of the step that asks again` }]
      : []),
    ...lints.flatMap((lint) => lint(step, template)).map(([field, message]) => ({ path: ['steps', index, field], message })),
  ]);
  const forms = steps.filter(({ kind }) => kind === 'FORM').length;
  return [
    ...ofSteps,
    ...(forms > 1 ? [{ path: ['steps'], message: 'there is one form at most' }] : []),
    ...(template.visit === 'TREATMENT' && template.consultationFor.length > 0
      ? [{ path: ['consultationFor'], message: 'only a consultation is about other procedures' }]
      : []),
  ];
}
