import { SingleBar } from 'cli-progress';

/** Shows how far long work is: a bar on a terminal, a line a second elsewhere, nothing where JSON was asked for. */
export interface Progress {
  /** @param done 0 to 1; null when nobody can tell */
  show(count: number, done: number | null): void;
  stop(): void;
}

const quiet: Progress = { show: () => {}, stop: () => {} };

/**
 * @param what in the imperative's continuous form: `rebuilding`
 * @param unit what is counted
 */
export function createProgress(what: string, json: boolean, unit = 'events'): Progress {
  if (json) return quiet;
  return process.stderr.isTTY ? bar(what, unit) : lines(what, unit);
}

function bar(what: string, unit: string): Progress {
  const view = new SingleBar({
    format: `  ${what} {bar} {percentage}%  {count} ${unit}`,
    barCompleteChar: '━',
    barIncompleteChar: '─',
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  view.start(1_000, 0, { count: 0 });
  return {
    show: (count, done) => view.update(Math.round((done ?? 0) * 1_000), { count: count.toLocaleString('en') }),
    stop: () => view.stop(),
  };
}

function lines(what: string, unit: string): Progress {
  let at = performance.now();
  return {
    show(count, done) {
      if (performance.now() - at < 1_000) return;
      at = performance.now();
      console.error(`${what}: ${count} ${unit}${done === null ? '' : `, ${Math.floor(done * 100)} %`}`);
    },
    stop: () => {},
  };
}
