import { describe, expect, test } from 'vitest';
import { isPreview } from '../../../../src/pages/bookingLink/visitor.ts';

// As these programs name themselves in requests.
const programs: readonly string[] = [
  'WhatsApp/2.23.20.0',
  'WhatsApp/2.23.18.78 i',
  'WhatsApp/0.3.4679 N',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'facebookexternalhit/1.1;line-poker/1.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0',
  'meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)',
  'meta-externalfetcher/1.1',
  'TelegramBot (like TwitterBot)',
  'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
  'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
  'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1)',
];

const people: readonly string[] = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 14; SM-A155M) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36',
  // The browsers inside Instagram and Facebook.
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 337.0.2.24.92 (iPhone14,5; iOS 17_5; en_JM; en; scale=3.00; 1170x2532; 614064327)',
  'Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 Chrome/125.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/469.0.0.53.80;]',
  'Mozilla/5.0 (Linux; Android 9; CUBOT NOTE 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
];

describe('who follows a booking link', () => {
  test.each(programs)('is a program: %s', (agent) => {
    expect(isPreview({ 'user-agent': agent })).toBe(true);
  });

  test.each(people)('is a person: %s', (agent) => {
    expect(isPreview({ 'user-agent': agent })).toBe(false);
  });

  test('is a person who says nothing of herself: better one opening too many than a patient without her booking', () => {
    expect(isPreview({})).toBe(false);
  });

  test('is nobody yet when a browser fetches ahead of her', () => {
    const [agent = ''] = people;
    expect(isPreview({ 'user-agent': agent, 'sec-purpose': 'prefetch;prerender' })).toBe(true);
    expect(isPreview({ 'user-agent': agent, purpose: 'prefetch' })).toBe(true);
  });
});
