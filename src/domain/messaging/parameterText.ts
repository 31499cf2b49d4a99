/** Meta takes 1,024 characters for a template's whole body; what stands around the words has some of them. */
const longest = 900;

/**
 * The words of a message as one parameter of a WhatsApp template: Meta takes neither line breaks nor runs of spaces there.
 * Null where they are too long for it.
 */
export function parameterText(text: string): string | null {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line === '' || line.length > longest ? null : line;
}
