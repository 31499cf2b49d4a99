import { compilePhrase } from '../language/phrasePattern.ts';
import type { Reading } from '../language/reading.ts';

/** Words that end messages when they stand alone (domain.md 3, Opt-out). "Cancel" does so only where there is nothing to cancel. */
const alone = new Set([
  'stop',
  'unsubscribe',
  'quit',
  'end',
  'revoke',
  'optout',
  'opt-out',
  'stopall',
  'exit',
  'halt',
  'enough',
  'spam',
  'junk',
  'desist',
  'cease',
  'discontinue',
  'mute',
  'block',
  'blocked',
  'blocking',
]);
/** What may stand beside them and changes nothing. */
const beside = new Set([
  'please',
  'now',
  'it',
  'all',
  'thanks',
  '!',
  '…',
  'i',
  'this',
  'that',
  'the',
  'these',
  'them',
  'man',
  'just',
  'karen',
  'sms',
]);

const asked = compilePhrase([
  '^ no … stop',
  'discontinue service|this',
  'leave people alone',
  'sick of .. message|text|messages|these',
  'stop|not|never|no|quit call i|again|anymore|$|me|from|this|my',
  'not call .. again|more|anymore|number|this|list',
  '^ block|blocked|blocking you|this|unu $|…',
  'not|stop trouble i|my',
  'never ask|asked for|to this|these|it $',
  'remove i name $|please|from',
  'low i not|please|now|unu|man|$',
  'not|never|stop|no remind|follow i|$|please|up|again|reminder|texts',
  'rather not be contact',
  'not be contact',
  'report|reported|reporting|mark|marking .. spam',
  'not|never sign|signed|subscribe|subscribed up|to|$',
  'who give|gave you .. number',
  'how|where .. you .. get .. number',
  'leave|low i|us|people|the? number|phone|alone',
  'leave i? number|phone? alone|off|out',
  'tired of .. message|text|texts|messages|these|reminders',
  'stop ask|asking .. book',
  'wash|dash|throw weh|away i? number',
  'opt|opting out',
  'opt i out',
  'unsubscribe',
  'stop|quit|cease|end|discontinue|terminate .. message|text|texts|sms|whatsapp|contacting|contact|send|write|sending|messages|reminders|reminder|reminding|notifications|notification|promotions|promos|promo|ads|alerts|communication|spam',
  'stop bother|harass|harassing|spamming|annoying|trouble|blow',
  'not|never|no|wont .. message|text|contact|send .. again|anymore|more|i',
  'not|never bother i|message|text|send|contact',
  'no more|further message|messages|text|contact|reminders|ads|promotions|promos|communication|updates|marketing|spam',
  'do? not message|text|contact|bother|disturb i',
  'not wish|want to be contact',
  'not wish|want to .. receive|hear|get',
  'not want .. more? message|messages|texts|reminders|promotions|promos|ads',
  'not want .. on .. list',
  'take|remove|delete|get|erase|exclude|leave i|we|us|the|this|that|number|name .. off|from|out .. list|database|system|broadcast|group|mailing|contacts|marketing|everything',
  'take i off|out please?|thanks?|of $',
  'remove|delete|lose|erase|forget|wash i|the|this|that number|contact|details',
  'remove i please? $',
  'leave|low i|us? alone',
  'withdraw|revoke .. consent|permission',
  'turn off .. notification|notifications|message|messages|reminder|reminders',
  'blocking|block you|this|number',
]);

/** Other reasons to say the same words. */
const elsewise = compilePhrase([
  'not .. reply|answer|respond|replying',
  'stop bleed|the bleed',
  'appointment .. off|list',
  'schedule',
  'take i off .. {day}',
  'wrong group',
  'forward',
  'tax',
  'nobody|no one|someone .. message|text|contact|call',
  'nobody',
  'not send .. yet|link|confirmation|location',
]);

/** Tells whether the sender wants no more messages. */
export function isOptOut({ words, sequence }: Reading): boolean {
  const bare = words.some((word) => alone.has(word)) && words.every((word) => alone.has(word) || beside.has(word));
  return bare || (asked.test(sequence) && !elsewise.test(sequence));
}
