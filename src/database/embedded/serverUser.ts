import { chownSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The operating system's user that the server runs as; empty means this process's own. */
export type ServerUser = { readonly uid: number; readonly gid: number } | Record<string, never>;

// PostgreSQL refuses to run as root, and as a uid without a passwd entry; `nobody` is 65534 on every Linux.
const nobody: ServerUser = { uid: 65534, gid: 65534 };

/** Says whom the server runs as: root hands over to the owner of the data, or to `nobody` where there is none yet. */
export function serverUser(data: string): ServerUser {
  if (process.getuid?.() !== 0) return {};
  const owner = statSync(data, { throwIfNoEntry: false });
  return owner === undefined || owner.uid === 0 ? nobody : { uid: owner.uid, gid: owner.gid };
}

/** Gives a file or directory to the server's user. */
export function giveTo(user: ServerUser, path: string): void {
  if (user.uid !== undefined) chownSync(path, user.uid, user.gid);
}

/** Throws one line that names the first directory on the way to `path` which the server's user may not enter. */
export function assertReachable(path: string, user: ServerUser): void {
  if (user.uid === undefined) return;
  for (let part = realpathSync(path); part !== dirname(part); part = dirname(part)) {
    const { mode, uid, gid } = statSync(part);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) {
      throw new Error(
        `PostgreSQL will not run as root, so it runs as uid ${user.uid}, which cannot enter ${part}: ` +
          `run chmod o+x ${part}, or work as another user, or keep DATA_DIR and this checkout elsewhere.`,
      );
    }
  }
}
