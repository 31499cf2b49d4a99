import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of the bench's own, which does one thing at a time when it is asked. */
export interface Child<Asked, Answer> {
  ask(asked: Asked): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts a module of this folder's neighbours in a process of its own. */
export async function startChild<Asked, Answer>(module: URL, ...args: readonly string[]): Promise<Child<Asked, Answer>> {
  const child: ChildProcess = fork(module, args, { serialization: 'advanced', execArgv: [] });
  const exit = once(child, 'exit');
  const next = async (): Promise<Answer> => {
    const gone = exit.then(([code]) => Promise.reject(new Error(`${module.pathname.split('/').at(-1)} ended (${code})`)));
    // Whoever loses the race must not count as unhandled.
    gone.catch(() => {});
    const [answer] = (await Promise.race([once(child, 'message'), gone])) as [Told<Answer>];
    if ('error' in answer) throw new Error(answer.error);
    return answer.value;
  };
  await next();
  return {
    async ask(asked) {
      const answer = next();
      child.send(asked as object); // an object of the caller's
      return answer;
    },
    async stop() {
      child.disconnect();
      await exit;
    },
  };
}

type Told<Answer> = { readonly value: Answer } | { readonly error: string };

/** In the child: answers what it is asked, one after the other, and ends with its parent. */
export function answering<Asked, Answer>(answer: (asked: Asked) => Promise<Answer>): void {
  const tell = (told: Told<unknown>): void => void process.send?.(told);
  process.on('message', (asked: Asked) => {
    answer(asked).then(
      (value) => tell({ value }),
      (error: unknown) => tell({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
  tell({ value: 'ready' });
}
