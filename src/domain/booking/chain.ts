import type { UidState } from './uidState.ts';

/**
 * Orders the uids of one appointment, oldest first; the last is the live one.
 * Links (`previousUid`) decide. Pieces between which a body was lost are ordered by what Cal.com keeps through reschedules:
 * the uid that gave the iCalUID its name is the oldest, then the smaller iCalSequence, then the earlier body (integrations.md 1.4).
 */
export function orderChain(uids: Readonly<Record<string, UidState>>): readonly UidState[] {
  const all = Object.values(uids);
  if (all.length < 2) return all;
  const pieces = new Map<string, UidState[]>();
  for (const uid of all) {
    const root = rootOf(uid, uids);
    pieces.set(root, [...(pieces.get(root) ?? []), uid]);
  }
  const ordered = [...pieces.values()].map((piece) => ({ piece: inOrder(piece, uids), key: pieceKey(piece, all) }));
  return ordered.sort((a, b) => compareKeys(a.key, b.key)).flatMap(({ piece }) => piece);
}

/** The first uid of the piece that this one belongs to; links that run in a circle end where they began. */
function rootOf(uid: UidState, uids: Readonly<Record<string, UidState>>): string {
  const seen = [uid.uid];
  for (let at: UidState = uid; ; ) {
    const previous = at.previousUid === null ? undefined : uids[at.previousUid];
    if (!previous) return at.uid;
    if (seen.includes(previous.uid)) return seen.toSorted()[0] ?? at.uid;
    seen.push(previous.uid);
    at = previous;
  }
}

function inOrder(piece: readonly UidState[], uids: Readonly<Record<string, UidState>>): UidState[] {
  const depth = (uid: UidState): number => {
    let steps = 0;
    for (let at = uid; at.previousUid !== null && steps < piece.length; steps++) {
      const previous = uids[at.previousUid];
      if (!previous) break;
      at = previous;
    }
    return steps;
  };
  return piece.toSorted((a, b) => compareKeys([depth(a), ...ownKey(a)], [depth(b), ...ownKey(b)]));
}

type Key = readonly (number | string)[];

const ownKey = (uid: UidState): Key => [uid.iCalSequence ?? Number.MAX_SAFE_INTEGER, uid.firstToldAt ?? '~', uid.uid];

function pieceKey(piece: readonly UidState[], all: readonly UidState[]): Key {
  const names = all.flatMap((uid) => uid.iCalUids);
  const original = piece.some((uid) => names.some((name) => name.startsWith(`${uid.uid}@`)));
  const first = piece.map(ownKey).sort(compareKeys)[0] ?? [];
  return [original ? 0 : 1, ...first];
}

function compareKeys(a: Key, b: Key): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined || left === right) continue;
    return left < right ? -1 : 1;
  }
  return 0;
}
