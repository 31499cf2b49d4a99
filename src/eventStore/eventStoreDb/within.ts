/** A call that was not answered in time. Whether it was carried out is not known. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

/** Waits for a promise, but not longer than so many milliseconds. Fails with {@link NotAnswered}. */
export async function within<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NotAnswered(`${what} was not answered within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
