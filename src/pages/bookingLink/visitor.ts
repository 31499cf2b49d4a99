import type { IncomingHttpHeaders } from 'node:http';

/** Who fetches links that people share, to show what is behind them: by the names that they give themselves. */
const crawlers = [
  // WhatsApp fetches a preview while the link is still being typed; a tap opens the phone's own browser.
  /^WhatsApp\//i,
  // Facebook, Messenger and Instagram; Apple's Messages names itself after them.
  /facebookexternalhit|facebookcatalog|facebot|meta-external/i,
  /TelegramBot|Twitterbot|Slackbot|Slack-ImgProxy|Discordbot|LinkedInBot|SkypeUriPreview|Viber|redditbot|Pinterestbot|vkShare/i,
  /Google-PageRenderer|GoogleImageProxy|Google-Safety|Google-Read-Aloud|BingPreview|Applebot|DuckDuckBot|YandexBot|PetalBot/i,
  // Any other that calls itself one. CUBOT makes phones.
  /(?<!cu)bot\b|crawler|spider|preview/i,
];

/** Tells whether a program fetched the link by itself: to preview or index it, or before anybody tapped. */
export function isPreview(headers: IncomingHttpHeaders): boolean {
  const agent = headers['user-agent'] ?? '';
  const purpose = [headers['sec-purpose'], headers.purpose, headers['x-purpose'], headers['x-moz']].join(' ');
  return crawlers.some((one) => one.test(agent)) || /prefetch|prerender|preview/i.test(purpose);
}
