/** Emoji that say the same thing, each by the one or the word that stands for it. */
const alike: Readonly<Record<string, string>> = {
  '👍': '👌✅✔☑💯🙌👊🫡🤝💪🆗🙋',
  '👎': '❌❎🙅🚫✖✋🖐🤚',
  '😊': '🙂😁😀😃😄😆☺😌😇🥰😍😘🤗🤩😎😋❤💕💖💗💜💙💚🧡💛🖤🤍♥💞🫶💋🌹🌸🌞✨⭐🌟🔥🎉🎊🥳💃🕺👏🦋💅🙈😜😉🎂✌',
  '😂': '🤣😅😹🤪💀🤭',
  '🙏': '🤲🛐',
  '😡': '🤬😠😤🙄😒🤮',
  '😢': '😭😩😔🙁☹😞😟😥🥺😖😫😪',
  stop: '🛑🔕📵',
  call: '📞☎📱📲🤙',
  location: '📍🗺🧭',
  price: '💰💵💲💸🤑',
  pregnant: '🤰',
  breastfeeding: '🤱',
  sick: '🤒🤢🤕🥵😷🤧🌡',
  bleed: '🩸',
  emergency: '🚨🆘🚑',
  bot: '🤖',
  calendar: '📅📆🗓',
  _time: '⏰🕘🕒⌚',
  needle: '💉',
  lip: '👄',
  hi: '👋',
};

const standsFor: ReadonlyMap<string, string> = new Map(
  Object.entries(alike).flatMap(([meaning, emoji]) => Array.from(emoji, (one): [string, string] => [one, meaning])),
);

/** What an emoji says; itself when it says something of its own. */
export const readEmoji = (emoji: string): string => standsFor.get(emoji) ?? emoji;
