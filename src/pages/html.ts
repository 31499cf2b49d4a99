/** Markup that goes out as it is. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, markup is not, and nothing is nothing. */
export type HtmlPart = string | number | Html | null | false | readonly HtmlPart[];

/** Makes markup of a template; every text in it is escaped, in attributes too, which stand in double quotes. */
export const html = (literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html => ({
  markup: literals.reduce((before, literal, index) => `${before}${markupOf(parts[index - 1] ?? null)}${literal}`),
});

function markupOf(part: HtmlPart): string {
  if (part === null || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(markupOf).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
