import { setTimeout as pause } from 'node:timers/promises';
import { type Binaries, findBinaries } from './embedded/binaries.ts';
import { nextChange } from './embedded/changes.ts';
import { type Cluster, openCluster } from './embedded/cluster.ts';
import { isPostmaster, readLockFile, removeStaleLockFile } from './embedded/lockFile.ts';
import { freePort, rememberedPort, rememberPort } from './embedded/port.ts';
import { hasGone, startPostmaster, stopPostmaster } from './embedded/postmaster.ts';
import { enter, isLastUser, type Presence, restOn } from './embedded/presence.ts';

/** A PostgreSQL server that this process started or joined. */
export interface EmbeddedPostgres {
  /** URL of the superuser and the database `journeys`. */
  readonly url: string;
  /** The server was already running: another process's, or the orphan of a killed one. */
  readonly adopted: boolean;
  /** The postmaster's pid; another one after it died and was started again. */
  pid(): number;
  /** Leaves the server, and ends it when no other process uses it. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Where the cluster, its password, port and log are kept; made when absent. One server a directory. */
  readonly directory: string;
  /** Hears, in one line each, what happens to the server. */
  readonly onLog?: (line: string) => void;
  /** Ends the start, later the supervision; the server itself is ended by `stop`. */
  readonly signal?: AbortSignal;
}

const databaseName = 'journeys';
const patience = 60_000;

interface Site {
  readonly cluster: Cluster;
  readonly binaries: Binaries;
}

interface Running extends Presence {
  readonly pid: number;
  readonly port: number;
  readonly adopted: boolean;
}

/**
 * Starts PostgreSQL 18 in a directory, or joins the server that runs there, and keeps it running until `stop`.
 * Several processes may share one: whoever notices its death first starts it again on the same port, and whoever
 * leaves last ends it. Every failure is one line that says what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { directory, onLog = () => {}, signal } = options;
  const binaries = await findBinaries();
  const cluster = await openCluster(directory, binaries, signal);
  const site: Site = { cluster, binaries };
  const stopped = new AbortController();
  const supervision = AbortSignal.any([stopped.signal, ...(signal ? [signal] : [])]);

  let running = await join(site, supervision);
  const { adopted } = running;
  onLog(`PostgreSQL ${adopted ? 'joined' : 'started'} on port ${running.port} (pid ${running.pid})`);

  const supervise = async (): Promise<void> => {
    const aborted = new Promise<void>((resolve) => supervision.addEventListener('abort', () => resolve(), { once: true }));
    while (!supervision.aborted) {
      restOn(running);
      await Promise.race([running.ended, aborted]);
      if (supervision.aborted) return;
      try {
        onLog(`PostgreSQL (pid ${running.pid}) went away`);
        running = await join(site, supervision);
        onLog(`PostgreSQL is back on port ${running.port} (pid ${running.pid})`);
      } catch (error) {
        if (supervision.aborted) return;
        onLog(error instanceof Error ? error.message : String(error));
        // What keeps it down (a full disk, a lost directory) may pass.
        await pause(1_000, undefined, { signal: supervision }).catch(() => {});
      }
    }
  };
  const supervised = supervise();

  const leave = async (): Promise<void> => {
    stopped.abort();
    await supervised;
    // A connection that broke says that the server is gone, or is being ended by another who was the last.
    const last = await isLastUser(running).catch(() => hasGone(cluster, running.pid, 5_000).then(() => null));
    if (last === true) await stopPostmaster(cluster, running.pid);
    await running.client.end();
    onLog(last === false ? 'PostgreSQL left to its other users' : 'PostgreSQL stopped');
  };
  let left: Promise<void> | undefined;

  return {
    adopted,
    get url() {
      return `postgres://postgres:${cluster.password}@127.0.0.1:${running.port}/${databaseName}`;
    },
    pid: () => running.pid,
    stop() {
      left ??= leave();
      return left;
    },
  };
}

/** Joins the server that holds the cluster, or starts one; tries until one of both works or a minute has passed. */
async function join({ cluster, binaries }: Site, signal: AbortSignal): Promise<Running> {
  let port = rememberedPort(cluster) ?? (await freePort());
  for (const deadline = Date.now() + patience; Date.now() < deadline; ) {
    signal.throwIfAborted();
    const before = readLockFile(cluster.data);
    const found = before !== null && isPostmaster(before.pid);
    if (before !== null && !found) removeStaleLockFile(cluster.data, before);
    const outcome = found ? 'held' : await startPostmaster(cluster, binaries, port, signal);
    if (outcome === 'port taken') port = await freePort();
    const lock = readLockFile(cluster.data);
    if (lock?.ready) {
      const presence = await enter(lock.port, cluster.password, databaseName);
      if (presence) {
        rememberPort(cluster, lock.port);
        return { ...presence, pid: lock.pid, port: lock.port, adopted: outcome !== 'ready' };
      }
    }
    // Another process's server is starting, recovering or stopping.
    if (outcome === 'held') await nextChange(cluster.data, 50, signal);
  }
  throw new Error(`PostgreSQL in ${cluster.data} takes no connections; see ${cluster.log}`);
}
