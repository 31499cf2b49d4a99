import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';
import { giveTo } from './serverUser.ts';

const fileOf = (cluster: Cluster): string => join(cluster.directory, 'port');

/** Reads the port that the cluster used last; undefined before its first start. */
export function rememberedPort(cluster: Cluster): number | undefined {
  try {
    const port = Number(readFileSync(fileOf(cluster), 'utf8'));
    return Number.isInteger(port) && port > 0 ? port : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the port for the next start, so that clients which know the URL find the server again. */
export function rememberPort(cluster: Cluster, port: number): void {
  if (rememberedPort(cluster) === port) return;
  writeFileSync(fileOf(cluster), String(port));
  giveTo(cluster.user, fileOf(cluster));
}

/**
 * Finds a port of the loopback interface that nobody listens on.
 * It lies below the ephemeral ranges of Linux (32768) and IANA (49152): a client that keeps knocking while the server
 * restarts could otherwise be given the very port as its own end, connect to itself, and keep the server out.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(20_000, 32_000);
    const probe = createServer().listen(port, '127.0.0.1');
    try {
      await once(probe, 'listening');
      probe.close();
      await once(probe, 'close');
      return port;
    } catch {
      // Taken: try another.
    }
  }
  throw new Error('No free port between 20000 and 32000 on 127.0.0.1 for the embedded PostgreSQL.');
}
