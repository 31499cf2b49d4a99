import { type ActionName, actionNames } from '../../domain/conversation/action.ts';
import type { IgnoredTag } from '../../domain/conversation/decisionEvents.ts';
import { actionTags } from './actionTags.ts';

/** A tag that a model may write, with its parameters as it wrote them. */
export interface ParsedTag {
  readonly action: ActionName;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface ParsedReply {
  /** The reply without anything that looks like a tag. */
  readonly text: string;
  readonly tags: readonly ParsedTag[];
  readonly ignored: readonly IgnoredTag[];
}

/** Whatever looks like a tag, well written or not: it never reaches her. One that is not closed ends with its line. */
const anyTag = /[[［【<{]{1,2}\s*[/\\]?\s*action\s*[:：=\s][^\]］】>}\n]*(?:[\]］】>}]{1,2}|$)/gimu;
const strictTag = /^\[ACTION:([a-z_]{1,30})((?: [a-z_]{1,20}=[^\s\]=]{1,64})*)\]$/;
/** Letters that cannot be seen would hide a tag from the pattern, and show it to whoever reads the text next. */
const unseen = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g;

const isActionName = (name: string): name is ActionName => (actionNames as readonly string[]).includes(name); // it asks whether it is one

/** More tags than any answer needs are a mistake, or an attempt. */
const mostTags = 3;

/**
 * Takes the tags out of what a model wrote. Strict: a tag that is unknown, malformed, not among those offered, or one too many does nothing
 * and is named among the ignored ones.
 */
export function parseTags(written: string, offered: readonly ActionName[]): ParsedReply {
  const tags: ParsedTag[] = [];
  const ignored: IgnoredTag[] = [];
  const text = written.replaceAll(unseen, '').replaceAll(anyTag, (tag) => {
    const read = readTag(tag, offered);
    if ('because' in read) ignored.push(read);
    else if (tags.length === mostTags || tags.some(({ action }) => action === read.action))
      ignored.push({ action: read.action, because: 'conflicting' });
    else tags.push(read);
    return '';
  });
  return { text: tidy(text), tags, ignored };
}

function readTag(tag: string, offered: readonly ActionName[]): ParsedTag | IgnoredTag {
  const [, name = '', written = ''] = strictTag.exec(tag) ?? [];
  if (name === '') return { action: null, because: 'malformed' };
  if (!isActionName(name)) return { action: null, because: 'unknown' };
  if (!offered.includes(name)) return { action: name, because: 'notOffered' };
  const known = actionTags[name].parameters;
  const pairs = written
    .trim()
    .split(' ')
    .filter((one) => one !== '')
    .map((one): readonly [string, string] => {
      const [key = '', value = ''] = one.split('=');
      return [key, value];
    });
  const isRight =
    new Set(pairs.map(([key]) => key)).size === pairs.length &&
    pairs.every(([key, value]) => Object.hasOwn(known, key) && known[key]?.pattern.test(value));
  return isRight ? { action: name, parameters: Object.fromEntries(pairs) } : { action: name, because: 'malformed' };
}

const tidy = (text: string): string =>
  text
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ *\n */g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
