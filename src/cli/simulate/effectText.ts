import type { Channel } from '../../domain/channel.ts';
import type { Instant } from '../../domain/ids.ts';
import { channelNames } from '../../journeys/words.ts';
import type { SimulatedEffect } from './effects.ts';

/** Columns of a terminal that the text fills. */
const width = 110;
const indent = ' '.repeat(4);

/**
 * An effect for people: a head line with the clinic's time, what happens, where and for what, and below it the words.
 * @param timeZone IANA zone of the clinic
 */
export function effectText({ at, type, channel, purpose, text, reason, until }: SimulatedEffect, timeZone: string): string {
  const head = [clinicTime(at, timeZone), ...(channel === null ? [] : [channelName(channel)]), words(purpose)].join('  ');
  const why = reason === undefined ? '' : reason.includes(' ') ? reason : words(reason);
  switch (type) {
    case 'message.sent':
      return [`${head}  (${why})`, ...wrapped(text ?? '')].join('\n');
    case 'message.deferred':
      return `${head}  waits until ${until === undefined ? 'later' : clinicTime(until, timeZone)}: ${why}`;
    case 'message.suppressed':
      return `${head}  is not sent: ${why}`;
    case 'staff.task':
      return [`${head}  task for staff`, ...wrapped(why)].join('\n');
    default:
      return type satisfies never;
  }
}

/** @example clinicTime('2027-03-01T14:00:04.000Z', 'America/Jamaica') // Mon 1 Mar 2027 09:00 */
export function clinicTime(at: Instant, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return format.format(new Date(at)).replaceAll(',', '');
}

export const channelName = (channel: Channel): string => {
  const name = channelNames[channel];
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
};

/** A name of ours as words: `MESSAGE_NOT_SENT` and `windowOpen` alike. */
export const words = (name: string): string =>
  name
    .replaceAll('_', ' ')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();

/** Lines of a text, broken between words. */
function wrapped(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => wrap(line, width - indent.length).map((one) => `${indent}${one}`.trimEnd()));
}

/** Breaks a line between words; a word that is longer stands on a line of its own. */
export function wrap(line: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > columns) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
