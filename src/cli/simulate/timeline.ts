import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { SimulatedEffect } from './effects.ts';
import { channelName, clinicTime, words, wrap } from './effectText.ts';
import type { Moment } from './moments.ts';

/** A row of the timeline, in words. */
export interface TimelineRow {
  readonly at: string;
  /** Whose doing it is: hers, the clinic's, or the visit, which is both's. */
  readonly by: 'patient' | 'clinic' | 'staff' | 'nobody' | 'visit';
  readonly title: string;
  /** At most two lines. */
  readonly lines: readonly string[];
}

/** Characters of a row's small print that fit the picture. */
const columns = 98;
const mostLines = 2;

/** What she did and what the clinic did, in order of time. */
export function timelineRows(
  effects: readonly SimulatedEffect[],
  moments: readonly Moment[],
  settings: ClinicSettings,
): readonly TimelineRow[] {
  const told = [
    ...moments.map((one) => ({ at: one.at, row: momentRow(one, settings) })),
    ...effects.map((one) => ({ at: one.at, row: effectRow(one, settings) })),
  ];
  return told
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ at, row }) => ({ at: clinicTime(at, settings.timeZone), ...row }));
}

type Told = Omit<TimelineRow, 'at'>;

function momentRow(moment: Moment, settings: ClinicSettings): Told {
  const procedure = (slug: string | null): string => settings.procedures.find((one) => one.slug === slug)?.name ?? 'a visit';
  switch (moment.type) {
    case 'wrote': {
      const where = moment.channel === null ? '' : ` on ${channelName(moment.channel)}`;
      return { by: 'patient', title: `She writes${where}`, lines: clipped(`“${moment.text}”`) };
    }
    case 'openedLink':
      return { by: 'patient', title: 'She opens the booking link', lines: [] };
    case 'booked':
    case 'moved': {
      const when = moment.startsAt === null ? 'an unknown time' : clinicTime(moment.startsAt, settings.timeZone);
      const title = moment.type === 'booked' ? `She books ${procedure(moment.procedure)} for ${when}` : `She moves it to ${when}`;
      return { by: 'patient', title, lines: [] };
    }
    case 'cancelled':
      return { by: 'patient', title: 'She cancels', lines: [] };
    case 'visit':
      return { by: 'visit', title: `The visit: ${procedure(moment.procedure)}`, lines: [] };
    default:
      return moment satisfies never;
  }
}

function effectRow({ type, channel, purpose, text, reason, until }: SimulatedEffect, { timeZone }: ClinicSettings): Told {
  const name = capital(words(purpose));
  const where = channel === null ? '' : ` · ${channelName(channel)}`;
  switch (type) {
    case 'message.sent':
      return { by: 'clinic', title: `${name}${where}`, lines: clipped(text ?? '') };
    case 'message.deferred':
      return {
        by: 'nobody',
        title: `${name} waits`,
        lines: clipped(`${capital(words(reason ?? ''))}, until ${until === undefined ? 'later' : clinicTime(until, timeZone)}`),
      };
    case 'message.suppressed':
      return { by: 'nobody', title: `${name} is not sent`, lines: clipped(capital(words(reason ?? ''))) };
    case 'staff.task':
      return { by: 'staff', title: `Task for staff: ${words(purpose)}`, lines: clipped(reason ?? '') };
    default:
      return type satisfies never;
  }
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The first lines of a text. Tokens are another's in each run, and say nothing to people. */
function clipped(text: string): readonly string[] {
  const plain = text
    .replaceAll(/\/(b|f)\/[\w.-]+/g, '/$1/…')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const lines = plain === '' ? [] : wrap(plain, columns);
  if (lines.length <= mostLines) return lines;
  return lines.slice(0, mostLines).map((line, index) => (index === mostLines - 1 ? `${line} …` : line));
}
