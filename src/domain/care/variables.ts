/** What a step's text may name, each filled when it is sent. */
export const careVariables = [
  'name',
  'clinic',
  'assistant',
  'visit',
  'procedure',
  'when',
  'day',
  'time',
  'address',
  'formLink',
  'bookingLink',
] as const;

export type CareVariable = (typeof careVariables)[number];

export type CareValues = Readonly<Record<CareVariable, string>>;

const pattern = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The variables that a text names, known or not. */
export const variablesIn = (text: string): readonly string[] => [...text.matchAll(pattern)].map(([, name]) => name ?? '');

/** Tells whether braces stand in a text that are no variable's. */
export const hasLooseBraces = (text: string): boolean => /[{}]/.test(text.replaceAll(pattern, ''));

export const isCareVariable = (name: string): name is CareVariable => careVariables.some((one) => one === name);

/** The text with its variables filled; one that is not known stays as it is, which the lint of templates keeps from happening. */
export const fill = (text: string, values: CareValues): string =>
  text.replaceAll(pattern, (whole, name: string) => (isCareVariable(name) ? values[name] : whole));
