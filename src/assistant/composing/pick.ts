/** Picks one of several ways to say a thing. */
export type Pick = (variants: readonly string[]) => string;

/**
 * Picks by a seed, so that the same message is always answered in the same words, and not in words that were said just before.
 * @param recent what was said before
 */
export const pickBy =
  (seed: string, recent: readonly string[]): Pick =>
  (variants) => {
    const fresh = variants.filter((one) => !recent.some((text) => text.includes(one)));
    const choices = fresh.length > 0 ? fresh : variants;
    return choices[hashOf(`${seed} ${variants[0]}`) % choices.length] ?? '';
  };

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
