import { messagePurposes } from '../../../src/domain/messaging/purpose.ts';
import type { World } from './facts.ts';
import type { Random } from './random.ts';

type Clinic = World['clinic'];

const zones = ['America/Jamaica', 'America/New_York', 'Europe/London', 'America/Jamaica', 'Australia/Lord_Howe', 'Africa/Cairo'];

const nights = [
  { from: '21:00', to: '08:00' },
  { from: '20:30', to: '09:00' },
  { from: '22:00', to: '02:30' },
  { from: '02:15', to: '07:00' },
  { from: '00:00', to: '01:30' },
  { from: '13:00', to: '15:00' },
  { from: '00:00', to: '00:00' },
];

const lists: readonly Clinic['fallbackChannels'][] = [
  ['WHATSAPP', 'EMAIL', 'SMS'],
  ['SMS', 'WHATSAPP', 'EMAIL'],
  ['EMAIL'],
  ['FACEBOOK', 'SMS'],
  ['EMAIL', 'INSTAGRAM', 'SMS', 'WEB_WIDGET', 'WHATSAPP', 'API', 'DIRECT'],
  [],
];

const inboxes: Clinic['chatwoot']['inboxes'] = [
  { id: 3, channel: 'WHATSAPP' },
  { id: 6, channel: 'EMAIL' },
  { id: 7, channel: 'SMS' },
];

const parameterLists = [['name', 'procedure', 'when'], ['name', 'when'], []];

/** A clinic with templates and prices as they may stand in a clinic file, fitting ones among many that do not fit. */
export const someClinic = (random: Random): Clinic => ({
  timeZone: random.pick(zones),
  locale: random.pick(['en-JM', 'es-MX']),
  quietHours: random.pick(nights),
  fallbackChannels: random.pick(lists),
  discreet: random.chance(0.3),
  messageTemplates: messagePurposes.flatMap((purpose) =>
    Array.from({ length: random.int(0, 3) }, (_, index) => ({
      purpose,
      channel: random.chance(0.9) ? ('WHATSAPP' as const) : random.pick(['INSTAGRAM', 'SMS'] as const),
      name: `${purpose.toLowerCase()}_${index}`,
      language: random.pick(['en', 'en_US', 'es']),
      category: random.chance(0.8) === (purpose === 'MARKETING') ? 'marketing' : random.chance(0.95) ? 'utility' : 'authentication',
      parameters: random.pick(parameterLists),
    })),
  ),
  messagePrices: (['WHATSAPP', 'SMS', 'EMAIL'] as const).flatMap((channel) =>
    random
      .some(['utility', 'marketing', 'service'], 0.7)
      .map((category) => ({ channel, category, amount: random.int(1, 9) / 100, currency: 'USD' })),
  ),
  chatwoot: { inboxes: random.some(inboxes, 0.85) },
});
