import type { Asked, Wish, World } from '../facts.ts';
import { dayShown, whenShown } from '../wallClocks.ts';

const minute = 60_000;
const day = 86_400_000;

interface Night {
  readonly from: number;
  readonly to: number;
}

const readable = new Map<string, boolean>();

function isZone(name: string): boolean {
  const before = readable.get(name);
  if (before !== undefined) return before;
  let answer = true;
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    answer = false;
  }
  readable.set(name, answer);
  return answer;
}

const ofDay = (text: string): number => Number(text.slice(0, 2)) * 60 * minute + Number(text.slice(3)) * minute;

/** The quiet hours around a moment, on the patient's clock if her zone is known, else on the clinic's. */
export function nightAround(world: World, time: number): Night | null {
  const { quietHours, timeZone } = world.clinic;
  const zone = world.patientZone !== null && isZone(world.patientZone) ? world.patientZone : timeZone;
  const [begins, ends] = [ofDay(quietHours.from), ofDay(quietHours.to)];
  if (begins === ends) return null;
  const today = dayShown(zone, time);
  for (const date of [today - day, today]) {
    const night = { from: whenShown(zone, date + begins), to: whenShown(zone, (ends < begins ? date + day : date) + ends) };
    if (time >= night.from && time < night.to) return night;
  }
  return null;
}

const preparations = ['REQUESTED', 'AWAITING_PAYMENT', 'CONFIRMATION', 'RESCHEDULED', 'REMINDER', 'FORM', 'SCREENING'];

/** The moment that the message is meant for. */
export const meantFor = ({ due }: Wish, now: number): number => Math.max(due ?? now, now);

/** Whether sending at a moment what was meant for another still serves. */
export const serves = ({ latestUseful, appointmentStart }: Wish, meant: number, at: number): boolean =>
  !(latestUseful !== null && at > latestUseful) && !(appointmentStart !== null && appointmentStart > meant && at >= appointmentStart);

/** Whether a message is too late to be sent at all. */
export function isTooLate(wish: Wish, now: number): boolean {
  const meant = meantFor(wish, now);
  const began = wish.appointmentStart !== null && meant >= wish.appointmentStart;
  return (preparations.includes(wish.purpose) && began) || !serves(wish, meant, meant);
}

/** What the law says of a message's time: it goes now, it waits until then, or it would only wake her for nothing. */
export type Hour =
  | { readonly go: 'now'; readonly inTheNight: boolean }
  | { readonly go: 'wait'; readonly until: number }
  | { readonly go: 'never' };

export function hourOf({ world, wish, now }: Asked): Hour {
  const meant = meantFor(wish, now);
  const night = wish.reply ? null : nightAround(world, meant);
  if (night === null) return meant > now ? { go: 'wait', until: meant } : { go: 'now', inTheNight: false };
  if (serves(wish, meant, night.to)) return { go: 'wait', until: night.to };
  if (now < night.from - minute) return { go: 'wait', until: night.from - minute };
  if (now < night.from) return { go: 'now', inTheNight: false };
  return wish.purpose === 'MARKETING' ? { go: 'never' } : { go: 'now', inTheNight: true };
}
