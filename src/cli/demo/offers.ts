import type { Answer, EventType, Practitioner } from './calcomBodies.ts';
import type { Random } from './random.ts';

/** Who treats; invented. */
export const practitioners: readonly Practitioner[] = [
  { id: 31, name: 'Dr. Adaeze Whitfield', email: 'adaeze.whitfield@example.com', username: 'adaeze' },
  { id: 32, name: 'Dr. Collin Sharpe', email: 'collin.sharpe@example.com', username: 'collin' },
  { id: 33, name: 'Nurse Beverley Tate', email: 'beverley.tate@example.com', username: 'beverley' },
];

/** What can be booked, and what the clinic's file makes of it. */
export interface Offer {
  readonly eventType: EventType;
  readonly kind: 'CONSULTATION' | 'TREATMENT';
  /** Unless a question says otherwise. */
  readonly procedure: string;
}

const offer = (
  id: number,
  slug: string,
  name: string,
  minutes: number,
  kind: Offer['kind'],
  procedure: string,
  more: Partial<EventType> = {},
): Offer => ({ eventType: { id, slug, name, minutes, price: 0, seats: null, ...more }, kind, procedure });

/** What is free and needs nobody's yes. */
export const offers: readonly Offer[] = [
  offer(6101, 'botox-consultation', 'Botox Consultation', 30, 'CONSULTATION', 'botox'),
  offer(6102, 'dermal-filler-consultation', 'Dermal Filler Consultation', 45, 'CONSULTATION', 'dermal-filler'),
  offer(6103, 'toxin-review', 'Two-week Review', 15, 'CONSULTATION', 'botox'),
  offer(6104, 'hydrafacial', 'HydraFacial', 45, 'TREATMENT', 'hydrafacial'),
  offer(6105, 'chemical-peel', 'Chemical Peel', 60, 'TREATMENT', 'chemical-peel'),
  offer(6106, 'microneedling-full-face', 'Microneedling (full face)', 60, 'TREATMENT', 'microneedling'),
];

/** What a phone call is about. */
export const callOffer = offer(6107, 'phone-skin-consultation', 'Skin Consultation by Phone', 20, 'CONSULTATION', 'skin-consultation');

/** What is paid for when it is booked. */
export const paidOffers: readonly Offer[] = [
  offer(6108, 'prp', 'PRP Facial', 60, 'TREATMENT', 'prp', { price: 38_000 }),
  offer(6109, 'laser-hair-removal', 'Laser Hair Removal', 60, 'TREATMENT', 'laser-hair-removal', { price: 25_000 }),
];

/** A slot that several people share. */
export const eveningOffer = offer(6110, 'injectable-consultation', 'Injectables Evening', 60, 'CONSULTATION', 'injectable-consultation', {
  seats: 6,
});

/** A general consultation is about what the patient answers. */
export const generalOffer = offer(6111, 'consultation', 'Consultation', 30, 'CONSULTATION', 'botox');

/** Answers to the question `procedure`, and the procedures that they mean. */
export const wishes: readonly { readonly answer: Answer; readonly procedure: string }[] = [
  { value: 'Lip filler', procedure: 'lip-filler' },
  { value: 'IV drip', procedure: 'iv-therapy' },
  { value: 'Micro-needling', procedure: 'microneedling' },
  { value: 'tox', procedure: 'botox' },
].map(({ value, procedure }) => ({
  answer: { slug: 'procedure', label: 'Which treatment are you interested in?', value },
  procedure,
}));

/** A booking link as it was shared somewhere, and the channel that it proves. */
export interface SharedLink {
  readonly metadata: Readonly<Record<string, string>>;
  readonly channel: string;
}

/** A link out of a conversation, from the website's advertisement, or the bare page. */
export function sharedLink(random: Random): SharedLink {
  const conversation = { cw_account_id: '7', cw_conversation_id: String(random.whole(2_000, 9_999)) };
  const campaign = random.pick(['hydrafacial-spring', 'lips-and-lashes', 'clear-skin']);
  return random.pick<SharedLink>([
    { channel: 'WHATSAPP', metadata: { channel: 'whatsapp', ...conversation } },
    { channel: 'WHATSAPP', metadata: { channel: 'whatsapp', ...conversation } },
    { channel: 'INSTAGRAM', metadata: { channel: 'instagram', ...conversation } },
    { channel: 'FACEBOOK', metadata: { channel: 'facebook', ...conversation } },
    {
      channel: 'WEB_WIDGET',
      metadata: { channel: 'website', ...conversation, utm_source: 'google', utm_medium: 'cpc', utm_campaign: campaign },
    },
    { channel: 'DIRECT', metadata: {} },
  ]);
}
