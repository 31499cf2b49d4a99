import { startChildServer } from '../../test/support/childServer.ts';
import type { History } from '../line.ts';
import { writeHistory } from './history.ts';
import { settled } from './settled.ts';
import type { Site } from './site.ts';

/** Gives the history of a run: written when a line first asks for it, projected by a server, and the same for all. */
export function shareHistory(site: Site, events: number, say: (text: string) => void): () => Promise<History> {
  let history: Promise<History> | null = null;
  const write = async (): Promise<History> => {
    say(`  a log of ${events.toLocaleString('en')} events is written and projected first`);
    const databaseUrl = await site.createMigrated('history');
    const written = await writeHistory(site, databaseUrl, events);
    const server = await startChildServer(site.environment(databaseUrl));
    await settled(databaseUrl);
    await server.stop();
    return { databaseUrl, events: written };
  };
  return () => {
    history ??= write();
    return history;
  };
}
