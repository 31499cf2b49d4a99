import type { Intent, MessageContext } from '../../domain/conversation/intent.ts';
import type { Reading } from '../language/reading.ts';

/** Words that by themselves only answer, greet or thank, by what they do. */
const kinds: Readonly<Record<string, string>> = {
  yes: 'yes confirm sure definitely absolutely certainly affirmative correct def ofc indeed 👍 y mhm aye agreed accepted',
  no: 'no not nah never cannot 👎 negative decline',
  ok: 'ok alright cool seen noted bet zeen fine perfect great good lovely awesome understood roger copy',
  coming: 'coming come there reach',
  cancel: 'cancel',
  thanks: 'thanks 🙏 appreciate appreciated grateful respect blessed bless blessings',
  greeting: 'hi hello hey heyy hii yo yow morning evening afternoon night day gm gn wagwan greetings hiya howdy',
  laugh: 'lol lmao haha hahaha hehe dwl lmaoo lolol 😂',
  glad: '😊',
  leave: 'bye later laters goodbye',
  filler:
    "karen love dear hun boss man please so much very all you sir mam maam ma'am sis doc doctor nurse team ! … everyone everybody and the a lot again babes x xx",
};

const kindOf: ReadonlyMap<string, string> = new Map(
  Object.entries(kinds).flatMap(([kind, words]) => words.split(' ').map((word): [string, string] => [word, kind])),
);

/** Reply options of a reminder: 1 keeps the appointment, 2 gives it up. */
const options: Readonly<Record<string, Intent>> = { '1': 'confirm', one: 'confirm', c: 'confirm', '2': 'cancel', n: 'cancel', x: 'cancel' };

/**
 * What a message of nothing but such words means: "yes" keeps an appointment that a reminder asked about, and is talk where nothing was
 * asked. "Cancel" alone gives up an appointment where there is one; else it is the word that ends messages. Null for any other message.
 */
export function readPlainReply({ words }: Reading, context: MessageContext | null): Intent | null {
  const [only] = words;
  const appointment = context === 'reminder_sent' || context === 'confirmed_booking';
  if (words.length === 1 && only !== undefined && context === 'reminder_sent' && Object.hasOwn(options, only)) return options[only] ?? null;
  const found = new Set<string>();
  for (const word of words) {
    const kind = kindOf.get(word);
    if (kind === undefined) return null;
    found.add(kind);
  }
  found.delete('filler');
  if (found.size === 0) return null;
  if (found.has('cancel')) return found.size > 1 ? null : appointment ? 'cancel' : 'opt_out';
  // "Not coming", "no problem", "can't come": what is denied matters, and the classifier weighs it.
  if (found.has('no')) return context === 'reminder_sent' && only === 'no' && found.size === 1 ? 'cancel' : null;
  if (found.has('coming')) return context === 'reminder_sent' && found.has('yes') ? 'confirm' : null;
  const agrees = found.has('yes') || (found.has('ok') && !found.has('greeting'));
  // "Ok?" and "yes?" ask: the classifier weighs them.
  if (found.has('asking')) return found.size === 1 ? 'small_talk' : null;
  if (context === 'reminder_sent') return agrees ? 'confirm' : 'small_talk';
  if (context === 'confirmed_booking')
    return found.has('yes') && !found.has('thanks') ? 'confirm' : agrees && !found.has('thanks') ? null : 'small_talk';
  return 'small_talk';
}
