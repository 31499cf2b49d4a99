import { type FSWatcher, watch } from 'node:fs';

/**
 * Resolves when something changes in a directory, and after the given milliseconds at the latest.
 * The event is a hint and the time the back-stop: watches may be used up (inotify), and a process that is killed changes no file.
 */
export async function nextChange(directory: string, milliseconds: number, signal?: AbortSignal): Promise<void> {
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let wake = (): void => {};
  try {
    await new Promise<void>((resolve) => {
      wake = resolve;
      timer = setTimeout(wake, milliseconds);
      signal?.addEventListener('abort', wake);
      if (signal?.aborted) wake();
      try {
        watcher = watch(directory, wake).on('error', () => {});
      } catch {
        // No watch to be had: the time alone ends the wait.
      }
    });
  } finally {
    clearTimeout(timer);
    watcher?.close();
    signal?.removeEventListener('abort', wake);
  }
}
