const anyOf = (...words: readonly string[]): string => `(?:${words.join('|')})`;

/** What a doctor gives: no message of ours says to leave it. */
const prescribed = anyOf(
  ...[
    'medicines?',
    'medications?',
    'meds',
    'tablets?',
    'pills?',
    'prescri\\w+',
    'antibiotics?',
    'doxycycline',
    'minocycline',
    'tetracyclines?',
  ],
  ...[
    'blood[- ]thinn\\w+',
    'anti-?coagula\\w+',
    'warfarin',
    'coumadin',
    'xarelto',
    'rivaroxaban',
    'eliquis',
    'apixaban',
    'heparin',
    'clopidogrel',
  ],
  ...['plavix', 'isotretinoin', 'ro?accutane', 'steroids?', 'prednisone', 'insulin', 'metformin', 'ozempic', 'semaglutide', 'mounjaro'],
  ...['antidepressants?', 'blood pressure', 'inhalers?', 'anti-?virals?', 'ac[iy]clovir', 'contracepti\\w+', 'hormones?'],
);

/** What is sold without a prescription and often taken on one: it may be left only with the exception in the same text. */
const onOneOften = anyOf(
  ...['aspirin', 'ibuprofen', 'naproxen', 'nsaids?', 'anti-?inflammator\\w+', 'pain ?killers?', 'cataflam', 'diclofenac', 'voltaren'],
  ...['advil', 'motrin', 'aleve'],
);

const leaving = anyOf(
  ...[
    'stop\\w*',
    'avoid\\w*',
    'skip\\w*',
    'paus\\w+',
    'halt\\w*',
    'quit',
    'discontinu\\w+',
    'ceas\\w+',
    'withh\\w+',
    'refrain\\w*',
    'drop',
  ],
  ...[
    'reduc\\w+',
    'halve',
    'lower',
    'miss',
    'hold(?: off)?',
    'without',
    'instead of',
    '(?:come|stay|keep|lay|be|go|off) off',
    'off (?:of )?(?:your|the|all|any)',
  ],
  ...['leave (?:out|off)', 'cut out', 'give up', '(?:do not|dont|never|not) (?:be )?(?:tak\\w+|us\\w+)', 'no(?: more)?', 'free of'],
);

/** The opposite: it says to go on. */
const goingOn = new RegExp(
  `\\b(?:do not|dont|never|please do not) (?:ever |just |simply )?${anyOf('stop', 'skip', 'pause', 'change', 'reduce', 'discontinue', 'miss', 'come off', 'leave out')}(?:(?:,| or) ${anyOf('stop', 'skip', 'pause', 'change', 'reduce', 'discontinue', 'miss')})*\\b`,
  'g',
);

/** A question about what was; one that asks her to do something is none. */
const asks = /^(?:have|has|had|did|do|does|are|is|was|were|any|which|when|what)\b.*\?$/;

const exception =
  /\bunless (?:a|your|the) (?:doctor|clinician|physician|nurse)\b|\b(?:do not|dont|never) (?:stop|skip|change)\b[^.]*\b(?:doctor|prescri)/;

const plain = (text: string): string => text.toLowerCase().replaceAll(/['’]/g, '').replaceAll(/\s+/g, ' ').trim();

const leaves = (what: string): RegExp =>
  new RegExp(
    `\\b${leaving}\\b.*\\b${what}\\b|\\b${what}\\b.*\\b${anyOf('stop\\w*', 'avoid\\w*', 'skip\\w*', 'paus\\w+', 'discontinu\\w+', 'withh\\w+')}\\b`,
  );

const leavesPrescribed = leaves(prescribed);
const leavesOften = leaves(onOneOften);

/**
 * The first sentence of a text that tells a patient to leave a medicine that a doctor gave her; null when none does (domain.md 1, rule a).
 * Meant to refuse too much rather than too little: who is refused wrongly puts the two things into two sentences.
 * @example stopsMedicine('Please skip your blood thinner that day.') // 'please skip your blood thinner that day.'
 */
export function stopsMedicine(text: string): string | null {
  const all = plain(text);
  const sentences = (plain(text.replaceAll(/\n\s*\n/g, '. ')).match(/[^.!?;]+[.!?;]?/g) ?? []).map((one) => one.trim());
  const told = sentences
    .filter((one) => !asks.test(one))
    .map((one) => ({ one, rest: one.replaceAll(goingOn, 'keep').replace(exception, 'but') }));
  const found = told.find(({ rest }) => leavesPrescribed.test(rest) || (leavesOften.test(rest) && !exception.test(all)));
  return found?.one ?? null;
}
