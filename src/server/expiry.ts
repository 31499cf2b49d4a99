/** The longest that a timer of Node's can wait. */
const longest = 2 ** 31 - 1;

/**
 * Runs something at a moment, however far away; null: never. Gives the way to call it off.
 * @param at milliseconds since the epoch
 */
export function atExpiry(at: number | null, run: () => void): () => void {
  if (at === null) return () => {};
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const left = at - Date.now();
    timer = left > longest ? setTimeout(wait, longest) : setTimeout(run, Math.max(0, left));
    timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
