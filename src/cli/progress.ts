import { SingleBar } from 'cli-progress';

/** Shows how far long work is: a bar on a terminal, a line a second elsewhere, nothing where JSON was asked for. */
export interface Progress {
  /** @param done 0 to 1; null when nobody can tell */
  show(events: number, done: number | null): void;
  stop(): void;
}

const quiet: Progress = { show: () => {}, stop: () => {} };

/** @param what in the imperative's continuous form: `rebuilding` */
export function createProgress(what: string, json: boolean): Progress {
  if (json) return quiet;
  return process.stderr.isTTY ? bar(what) : lines(what);
}

function bar(what: string): Progress {
  const view = new SingleBar({
    format: `  ${what} {bar} {percentage}%  {events} events`,
    barCompleteChar: '━',
    barIncompleteChar: '─',
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  view.start(1_000, 0, { events: 0 });
  return {
    show: (events, done) => view.update(Math.round((done ?? 0) * 1_000), { events: events.toLocaleString('en') }),
    stop: () => view.stop(),
  };
}

function lines(what: string): Progress {
  let at = performance.now();
  return {
    show(events, done) {
      if (performance.now() - at < 1_000) return;
      at = performance.now();
      console.error(`${what}: ${events} events${done === null ? '' : `, ${Math.floor(done * 100)} %`}`);
    },
    stop: () => {},
  };
}
