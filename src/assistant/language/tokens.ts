import { readEmoji } from './emoji.ts';
import { respell } from './spellings.ts';

/** Longer messages are read up to here: what is wanted is said by then, and a pasted page costs no more than this. */
export const longestText = 1_200;

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\bbefores?\s*(?:and|n|&|\/)\s*afters?\b/g, ' _portfolio '],
  [/[[<](?:sticker|forwarded \w+|media omitted|image|audio|video|voice note|gif|document)[^\]>]*[\]>]/g, ' _media '],
  [/\b([bcdfgjklnpqrstvwxz])\1{3,}\b/g, ' _noise '],
  [/[\p{Script=Han}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Devanagari}]+/gu, ' _foreign '],
  [/https?:\/\/\S+|www\.\S+|\b\w+\.(?:com|ly|net)\/\S+/g, ' _url '],
  [/\S+@\S+\.\S+/g, ' _email '],
  [/\+?\d[\d\s().-]{8,}\d/g, ' _phone '],
  [/(?:[$£€]|\b(?:ja|us|jmd|usd)\$?)\s?\d[\d,.]*k?\b|\b\d[\d,.]*\s?(?:k|usd|jmd|dollars?|us|grand)\b/g, ' _money '],
  [/\b\d{1,2}(?::\d\d)?\s?(?:am|pm|a\.m|p\.m|o'? ?clock)\b|\b\d{1,2}:\d\d\b|\bnoon\b|\bmidday\b/g, ' _time '],
  [/\b\d{1,2}(?:st|nd|rd|th)\b/g, ' _date '],
];

/** Letters drawn out: "yesss", "heyyy". A double "e" or "o" is kept, as English has so many ("soon", "need"). */
const drawnOut = /(\p{L})\1{2,}/gu;

/** Skin tones and variation selectors say nothing about what is wanted. */
const emojiModifiers = /[\u{1F3FB}-\u{1F3FF}\uFE0E\uFE0F\u200D]/gu;

const token =
  /_[a-z]+|\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|\p{L}[\p{L}\p{M}\p{N}]*(?:['-][\p{L}\p{M}]+)*|\d+[\p{L}]+|\d+|[?!]+|\.{2,}/gu;

/**
 * A message as words in one spelling: case, elongation, Patois and text-speak folded; numbers, times, days of the month and money by
 * kind (`_time`); emoji and question marks are words of their own.
 */
export function readTokens(text: string): readonly string[] {
  let plain = text
    .slice(0, longestText)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(emojiModifiers, '');
  for (const [pattern, kind] of patterns) plain = plain.replace(pattern, kind);
  plain = plain.replace(drawnOut, (_, letter: string) => (letter === 'o' || letter === 'e' ? letter + letter : letter));
  return (plain.match(token) ?? []).flatMap(readToken);
}

/** Letters that nobody can say: a hand on the keyboard. Short ones are text-speak ("smh", "kmt"). */
const noise = /^(?:[^aeiouy\s\d\W_]{5,}|(?:asd|qwer|zxcv|hjkl|lkj|fghj|poiu|hgf|ghjk|xcv|dfg|sdf|fds|jhg)\p{L}*)$/u;

function readToken(found: string): readonly string[] {
  if (found.startsWith('?')) return ['?'];
  if (found.startsWith('!')) return ['!'];
  if (found.startsWith('.')) return ['…'];
  const emoji = readEmoji(found);
  if (emoji !== found) return [emoji];
  const known = respell(found);
  if (known !== found) return [known];
  if (noise.test(found)) return ['_noise'];
  if (/^\d+$/.test(found)) return [found.length === 1 ? found : '_number'];
  return found.includes('-') ? found.split('-').map(respell) : [respell(found.replace(/'s$/, ''))];
}
