/**
 * Hands things over one by one and asks for the next while the last is worked on: what makes them and what uses them go on side by side.
 * One that is left early leaves its last question open: the source has to end by a signal.
 */
export async function* ahead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const things = source[Symbol.asyncIterator]();
  for (let next = things.next(); ; ) {
    const { done, value } = await next;
    if (done) return;
    next = things.next();
    // Awaited in the next round; until then a failure must not count as unhandled.
    next.catch(() => {});
    yield value;
  }
}
