import { expect, test } from 'vitest';
import { type Instant, instantOf } from '../../../src/domain/ids.ts';
import { soon } from '../../../src/processes/sending/soon.ts';
import { virtualClock } from '../../../src/scheduling/virtualClock.ts';

test('a message waits as long as Chatwoot rests, and asks every minute whether it still does: a new token may be there', () => {
  const clock = virtualClock(new Date('2026-10-05T18:03:30.000Z'));
  const after = (seconds: number): Instant => instantOf(new Date(clock.now().getTime() + seconds * 1_000));
  expect(soon({ clock }, after(20))).toBe(after(20));
  expect(soon({ clock }, after(600))).toBe(after(60));
});
