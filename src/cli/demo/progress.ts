import { Presets, SingleBar } from 'cli-progress';

/** Shows how far the demo is. */
export interface Progress {
  start(total: number): void;
  /** So many are sent by now. */
  sent(count: number): void;
  /** All are sent, and so many are still to be carried out. */
  waiting(deliveries: number): void;
  /** Leaves the terminal as it was. */
  stop(): void;
}

/** One moving line that is gone when it is over; on what is no terminal a plain line now and then. */
export const progressOn = (stream: NodeJS.WriteStream): Progress =>
  stream.isTTY ? movingLine(stream) : plainLines((line) => stream.write(`${line}\n`));

function movingLine(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar(
    { stream, format: '  {bar}  {value} of {total} {doing}', barsize: 40, hideCursor: true, clearOnComplete: true, fps: 15 },
    Presets.shades_classic,
  );
  let total = 0;
  return {
    start(count) {
      total = count;
      bar.start(count, 0, { doing: 'sent' });
    },
    sent: (count) => bar.update(count, { doing: 'sent' }),
    waiting: (deliveries) => bar.update(Math.max(0, total - deliveries), { doing: 'carried out' }),
    stop: () => bar.stop(),
  };
}

/** A line for each quarter that is sent, and one for the wait. */
export function plainLines(write: (line: string) => void): Progress {
  let total = 0;
  let quarters = 0;
  let waits = false;
  return {
    start(count) {
      total = count;
    },
    sent(count) {
      if (Math.floor((4 * count) / total) <= quarters) return;
      quarters = Math.floor((4 * count) / total);
      write(`  ${count} of ${total} sent`);
    },
    waiting(deliveries) {
      if (!waits) write(`  waiting for the server to carry out ${deliveries}`);
      waits = true;
    },
    stop() {},
  };
}
