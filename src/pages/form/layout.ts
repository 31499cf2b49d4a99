import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import { type Html, html } from '../html.ts';
import { style } from './style.ts';

// As it stands in the page its hash is in the policy.
const styleElement: Html = { markup: `<style>${style}</style>` };

/** A whole page. @param language BCP 47 */
export const layout = (title: string, content: Html, language = 'en'): string =>
  html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="format-detection" content="telephone=no">
<title>${title}</title>
${styleElement}
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`.markup;

/** A page that says one thing, and how to reach the clinic. */
export const notePage = (title: string, text: string, settings: ClinicSettings | null): string =>
  layout(
    title,
    html`<h1>${title}</h1>
<p>${text}</p>
<p>${whereToAsk(settings)}</p>`,
  );

function whereToAsk(settings: ClinicSettings | null): Html {
  if (settings === null) return html`Please write to the clinic in the conversation in which you got the link.`;
  const phone = settings.sharedIdentifiers.find((one) => /^\+[\d\s().-]{7,25}$/.test(one));
  const call = phone === undefined ? null : html`, or call <a href="tel:${phone.replaceAll(/[^\d+]/g, '')}">${phone}</a>`;
  return html`You can always write to ${settings.name} in the conversation in which you got the link${call}.`;
}
