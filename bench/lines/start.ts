import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startChildServer } from '../../test/support/childServer.ts';
import type { Line } from '../line.ts';

/** Seconds from the start of the process until it answers that it is ready, everything on one machine as `npm start` has it. */
async function start(dataDirectory: string): Promise<number> {
  const began = performance.now();
  const server = await startChildServer({ DATA_DIR: dataDirectory, PORT: '0' });
  const { status } = await fetch(`${server.url}/readyz`);
  const seconds = (performance.now() - began) / 1_000;
  await server.stop();
  if (status !== 200) throw new Error(`it says that it is up, and not ready (${status})`);
  return seconds;
}

/** The first start makes a cluster, the tables and the demo clinic; the next finds them. */
export const startUp: Line = {
  name: 'start',
  title: 'From nothing to ready',
  bounds: 'Cold it is initdb and the migrations; warm it is loading and compiling the modules.',

  async open({ site }) {
    const warm = join(site.directory, 'warm');
    await start(warm);
    return {
      contests: [
        {
          name: 'cold',
          unit: 's',
          better: 'less',
          async ours() {
            const directory = join(site.directory, randomUUID());
            const seconds = await start(directory);
            await rm(directory, { recursive: true });
            return seconds;
          },
          peers: [],
          aim: 5,
        },
        { name: 'warm', unit: 's', better: 'less', ours: () => start(warm), peers: [], aim: 1.5 },
      ],
      close: async () => {},
    };
  },
};
