import type { Channel } from '../../../../src/domain/channel.ts';
import type { Asked, Talk, Verdict, Wish, World } from '../facts.ts';
import { mayBeWrittenTo } from './consentLaw.ts';

const hours = 3_600_000;

/** A place where the message could be put, or a channel of the clinic's list on which there is none. */
export interface Place {
  readonly channel: Channel;
  readonly talk: Talk | null;
  readonly inbox: number | null;
  readonly missing: 'noConversation' | 'noAddress' | 'noInbox' | null;
}

export const isAdvertising = (wish: Wish): boolean => wish.purpose === 'MARKETING';

/** All places in the order in which they are to be tried: where the message belongs, the same channel, the clinic's list. */
export function placesOf({ conversations, clinic, phone, email }: World, wish: Wish): readonly Place[] {
  const own = conversations.find((one) => one.id === wish.conversation);
  const at = (talk: Talk): Place => ({ channel: talk.channel, talk, inbox: null, missing: null });
  const others = (channel: Channel): Place[] => conversations.filter((one) => one !== own && one.channel === channel).map(at);
  const places = own ? [at(own), ...others(own.channel)] : [];
  for (const channel of clinic.fallbackChannels) {
    if (channel === own?.channel) continue;
    const there = others(channel);
    if (there.length > 0) {
      places.push(...there);
      continue;
    }
    const byPhone = channel === 'WHATSAPP' || channel === 'SMS';
    const address = byPhone ? phone : email?.endsWith('@sms.cal.com') ? null : email;
    const inbox = clinic.chatwoot.inboxes.find((one) => one.channel === channel)?.id ?? null;
    const openable = byPhone || channel === 'EMAIL';
    const missing = !openable ? 'noConversation' : address === null ? 'noAddress' : inbox === null ? 'noInbox' : null;
    places.push({ channel, talk: null, inbox, missing });
  }
  return places;
}

const silence = ({ talk }: Place, now: number): number =>
  talk?.canReply && talk.inbounds.length > 0 ? now - Math.max(...talk.inbounds) : Infinity;

/** Countries of the numbers in the timelines, by how they begin; anything else cannot be told. */
const countries: readonly (readonly [string, string])[] = [
  ['1876', 'JM'],
  ['1658', 'JM'],
  ['1212', 'US'],
  ['1305', 'US'],
  ['1800', 'US'],
  ['1787', 'PR'],
  ['44207', 'GB'],
  ['US.', 'US'],
  ['JM.', 'JM'],
  ['IN.', 'IN'],
];

export function countryOf(place: Place, { phone }: World): string | null {
  const address = (place.talk === null ? phone : (place.talk.address ?? phone))?.replace(/^whatsapp:/, '').replace(/^\+/, '') ?? '';
  return countries.find(([beginning]) => address.startsWith(beginning))?.[1] ?? null;
}

export type Template = World['clinic']['messageTemplates'][number];

/** The law on free text at a place; null: allowed. */
export function againstText(place: Place, { world, wish, now }: Asked): string | null {
  const forbidden = againstWriting(place, world, wish);
  if (forbidden !== null) return forbidden;
  const { channel, talk } = place;
  if (channel === 'WHATSAPP') return silence(place, now) < 24 * hours ? null : 'free text on WhatsApp when 24 hours are over';
  if (channel === 'INSTAGRAM' || channel === 'FACEBOOK') {
    if (silence(place, now) < 24 * hours) return null;
    if (wish.author !== 'STAFF') return 'automation on Instagram or Messenger when 24 hours are over';
    if (isAdvertising(wish)) return 'an advertisement under the tag for human agents';
    return silence(place, now) < 7 * 24 * hours ? null : 'staff on Instagram or Messenger when seven days are over';
  }
  if (channel === 'DIRECT' || channel === 'UNKNOWN') return 'sent where nothing can be sent';
  if (talk !== null && !talk.canReply) return 'sent into a conversation that takes no reply';
  if (channel === 'WEB_WIDGET' && talk?.visitorLeft !== false) return 'sent to a visitor who has left';
  return null;
}

/** Whether the clinic had a template approved for just this. */
const isFit = ({ channel, purpose, category }: Template, wish: Wish): boolean =>
  channel === 'WHATSAPP' && purpose === wish.purpose && category === (isAdvertising(wish) ? 'marketing' : 'utility');

/** The law on a template at a place; null: allowed. */
export function againstTemplate(place: Place, template: Template, { world, wish, now }: Asked): string | null {
  if (place.channel !== 'WHATSAPP') return 'a template outside WhatsApp';
  if (!isFit(template, wish)) return 'a template of another purpose, channel or category';
  const forbidden = againstWriting(place, world, wish);
  if (forbidden !== null) return forbidden;
  if (silence(place, now) < 24 * hours) return 'a template where free text is free';
  if (!isAdvertising(wish)) return null;
  const country = countryOf(place, world);
  if (country === null) return 'a marketing template to who knows which country';
  return country === 'US' ? 'a marketing template to the United States' : null;
}

function againstWriting({ channel, talk, missing }: Place, { sayings }: World, wish: Wish): string | null {
  if (missing !== null) return 'sent where there is no place';
  const lawAsks = wish.legallyRequired && !isAdvertising(wish) && talk !== null && talk.id === wish.conversation;
  if (!mayBeWrittenTo(sayings, channel, 'TRANSACTIONAL')) return lawAsks ? null : 'sent in spite of her withdrawal';
  return isAdvertising(wish) && !mayBeWrittenTo(sayings, channel, 'MARKETING') ? 'advertised without her agreement' : null;
}

/** Whether what is said against a place is a fact. */
export function isTrue(reason: string, place: Place, asked: Asked): boolean {
  const { world, wish, now } = asked;
  const { channel, talk, missing } = place;
  const onMeta = channel === 'INSTAGRAM' || channel === 'FACEBOOK';
  switch (reason) {
    case 'noConversation':
    case 'noAddress':
    case 'noInbox':
      return missing === reason;
    case 'optedOut':
      return !mayBeWrittenTo(world.sayings, channel, 'TRANSACTIONAL');
    case 'noMarketingConsent':
      return isAdvertising(wish) && !mayBeWrittenTo(world.sayings, channel, 'MARKETING');
    case 'windowClosed':
      return onMeta && silence(place, now) >= 24 * hours;
    case 'noTemplate':
      return channel === 'WHATSAPP' && silence(place, now) >= 24 * hours && !world.clinic.messageTemplates.some((one) => isFit(one, wish));
    case 'marketingToUnitedStates':
      return isAdvertising(wish) && countryOf(place, world) === 'US';
    case 'countryUnknown':
      return isAdvertising(wish) && countryOf(place, world) === null;
    case 'visitorLeft':
      return talk?.visitorLeft === true;
    case 'cannotReply':
      return talk?.canReply === false;
    case 'notAMessageChannel':
      return channel === 'DIRECT' || channel === 'UNKNOWN';
    default:
      return false;
  }
}

/** Whether the reason that a message goes out with is a fact. */
export function isTrueOfSending(send: Verdict, place: Place, { wish, now }: Asked): boolean {
  const { channel, talk } = place;
  const recent = silence(place, now) < 24 * hours;
  switch (send.reason) {
    case 'windowOpen':
      return recent && (channel === 'WHATSAPP' || channel === 'INSTAGRAM' || channel === 'FACEBOOK');
    case 'humanAgentWindow':
      return !recent && wish.author === 'STAFF' && (channel === 'INSTAGRAM' || channel === 'FACEBOOK');
    case 'noWindow':
      return channel === 'EMAIL' || channel === 'SMS' || channel === 'API';
    case 'visitorPresent':
      return channel === 'WEB_WIDGET' && talk?.visitorLeft === false;
    case 'outsideWindow':
      return send.type === 'sendTemplate' && !recent;
    default:
      return false;
  }
}
