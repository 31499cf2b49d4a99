import { setTimeout as delay } from 'node:timers/promises';
import type { AgendaBackend, JobRepository } from 'agenda';

export interface GuardOptions {
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds between two tries to connect. */
const pause = 1_000;

/**
 * A back end that cannot end the process. Agenda 6.2.6 leaves two promises to themselves, and Node ends a process at a rejection that
 * nobody hears: that of connecting, when the store is away at the start, and that of giving up a lock, when it goes away later.
 */
export function guardBackend(backend: AgendaBackend, { signal, onError }: GuardOptions): AgendaBackend {
  const { name, repository } = backend;
  const guarded: JobRepository = Object.assign(Object.create(repository), {
    // A lock that stays is taken over after its lifetime.
    unlockJob: (job: Parameters<JobRepository['unlockJob']>[0]) => repository.unlockJob(job).catch(onError),
  });
  return {
    name,
    repository: guarded,
    ownsConnection: false,
    async connect() {
      while (!signal.aborted) {
        try {
          return await backend.connect();
        } catch (error) {
          onError(error);
          await delay(pause, undefined, { signal }).catch(() => {});
        }
      }
    },
    disconnect: () => backend.disconnect(),
  };
}
