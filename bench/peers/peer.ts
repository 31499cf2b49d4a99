import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A peer that is a server, in a process of its own. */
export interface PeerServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a peer's module, which says its URL once it listens, and ends with the bench. */
export async function startPeer(module: URL, ...args: readonly string[]): Promise<PeerServer> {
  const child: ChildProcess = fork(module, args, { execArgv: [] });
  const exit = once(child, 'exit');
  const said = await Promise.race([once(child, 'message') as Promise<[string]>, exit.then(() => null)]);
  if (said === null) throw new Error(`${module.pathname.split('/').at(-1)} did not start`);
  return {
    url: said[0],
    async stop() {
      child.disconnect();
      await exit;
    },
  };
}

/** In the peer: says where it listens, and ends with its parent. */
export function listening(url: string): void {
  process.on('disconnect', () => process.exit());
  process.send?.(url);
}
