/** Letters and digits in lower case without accents, split into words. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** The tokens by which a contact is found: words of her name, her addresses whole and in parts, her numbers from the front, the area code and the last seven digits on. */
export function searchTokens(contact: {
  readonly names: readonly string[];
  readonly emails: readonly string[];
  readonly phones: readonly string[];
}): readonly string[] {
  const numbers = contact.phones.map((phone) => phone.replaceAll(/\D/g, ''));
  const tokens = [
    ...contact.names.flatMap(wordsOf),
    ...contact.emails.flatMap((email) => [email, ...wordsOf(email)]),
    ...numbers.flatMap((digits) => [digits, digits.slice(-10), digits.slice(-7)]),
  ];
  return [...new Set(tokens)].sort();
}

/** The tokens that a search asks for; every one must be the beginning of a contact's token. A number may be written in any way. */
export function queryTokens(search: string): readonly string[] {
  const text = search.trim().toLowerCase();
  if (/^\+?[\d\s().\-/]{3,}$/.test(text)) return [text.replaceAll(/\D/g, '')];
  if (/^\S+@\S*$/.test(text)) return [text];
  return [...new Set(wordsOf(text))];
}
