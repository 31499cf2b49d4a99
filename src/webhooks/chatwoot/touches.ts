import type { InboundReport, TouchReport } from '../../domain/conversation/report.ts';
import type { Instant } from '../../domain/ids.ts';

type Attributes = Readonly<Record<string, unknown>> | null | undefined;

const longest = 500;

const textIn = (of: object, name: string): string | null => {
  const value = name in of ? (of as Record<string, unknown>)[name] : null; // an object's member may be anything
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, longest) : null;
};

const detailsOf = (entries: readonly (readonly [string, string | null])[]): Record<string, string> | null => {
  const known = entries.filter((entry): entry is readonly [string, string] => entry[1] !== null);
  return known.length === 0 ? null : Object.fromEntries(known);
};

/** What a message says of what brought her: the ad that she tapped (click-to-WhatsApp, integrations.md 3.3), else only that she wrote. */
export function messageTouch({ at }: Pick<InboundReport, 'at'>, attributes: Attributes): TouchReport {
  const referral = attributes?.referral;
  if (typeof referral !== 'object' || referral === null) {
    return { kind: 'MESSAGE', evidence: 'PLATFORM', at, source: null, campaign: null, details: null };
  }
  const url = textIn(referral, 'source_url');
  const ad = textIn(referral, 'source_id');
  const headline = textIn(referral, 'headline');
  return {
    kind: 'AD_REFERRAL',
    evidence: 'PLATFORM',
    at,
    source: url !== null && /\binstagram\./i.test(url) ? 'instagram' : 'facebook',
    campaign: ad ?? headline,
    details: detailsOf([
      ['url', url],
      ['ad', ad],
      ['headline', headline],
      ['type', textIn(referral, 'source_type')],
      ['ctwa_clid', textIn(referral, 'ctwa_clid')],
    ]),
  };
}

/** Click ids by which an advertiser's links are known, where they carry no `utm_source`. */
const clickIds: Readonly<Record<string, string>> = { gclid: 'google', fbclid: 'facebook', ttclid: 'tiktok', msclkid: 'bing' };

const keptParameters = ['utm_medium', 'utm_term', 'utm_content', ...Object.keys(clickIds)];

/** What the page tells from which she wrote in the widget; null where there is none. */
export function refererTouch(attributes: Attributes, at: Instant): TouchReport | null {
  const referer = attributes?.referer;
  if (typeof referer !== 'string' || !URL.canParse(referer)) return null;
  const { protocol, origin, pathname, searchParams } = new URL(referer);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  const parameter = (name: string): string | null => searchParams.get(name)?.trim().slice(0, longest) || null;
  const clicked = Object.entries(clickIds).find(([name]) => parameter(name) !== null)?.[1] ?? null;
  const source = parameter('utm_source')?.toLowerCase() ?? clicked;
  const campaign = parameter('utm_campaign');
  const details = detailsOf([
    ['page', `${origin}${pathname}`.slice(0, longest)],
    ...keptParameters.map((name) => [name, parameter(name)] as const),
  ]);
  // Anybody may write a link; that she stood on the page is all that the platform saw.
  return { kind: 'REFERER', evidence: source === null && campaign === null ? 'PLATFORM' : 'METADATA', at, source, campaign, details };
}
