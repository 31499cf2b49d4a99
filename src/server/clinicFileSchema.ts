import { z } from 'zod';
import { channels } from '../domain/channel.ts';
import { phoneIdentifier } from '../domain/contact/identifier.ts';
import { isClinicSlug } from '../domain/ids.ts';

const text = z.string().trim().min(1);
const optionalText = text.nullable().default(null);
const url = z.string().refine((value) => URL.canParse(value) && /^https?:/.test(value), {
  error: ({ input }) => `${JSON.stringify(input)} is not an http(s) URL`,
});
const slug = z
  .string()
  .refine(isClinicSlug, { error: ({ input }) => `${JSON.stringify(input)} is not a slug: small letters, digits and hyphens, at most 40` });

const isZone = (value: string): boolean => {
  try {
    return Intl.DateTimeFormat(undefined, { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};
const isLocale = (value: string): boolean => {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
};
const zone = z.string().refine(isZone, { error: ({ input }) => `${JSON.stringify(input)} is not an IANA time zone` });
const locale = z.string().refine(isLocale, { error: ({ input }) => `${JSON.stringify(input)} is not a locale such as "en-JM"` });
const duration = z.string().regex(/^P(?=.)(?:\d+W)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/, {
  error: ({ input }) => `${JSON.stringify(input)} is not an ISO 8601 duration such as P3D or PT60S`,
});
const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: ({ input }) => `${JSON.stringify(input)} is not a time of day such as "10:00"` });
const channel = z.enum(channels);
const currency = z.string().regex(/^[A-Z]{3}$/, { error: 'a currency has three capital letters' });
const money = z.strictObject({ amount: z.number().nonnegative(), currency });
/** Models are paid in US dollars: a budget in another currency would be held against a rate that nobody named. */
const budget = z.strictObject({
  amount: z.number().nonnegative(),
  currency: z.literal('USD', { error: 'a budget is in USD, as models are paid' }),
});
const secrets = z.array(text).max(2, { error: 'two secrets at most: the new and the old' });

const eventType = z
  .strictObject({ slug: text, kind: z.enum(['CONSULTATION', 'TREATMENT']).optional(), procedure: text.optional() })
  .transform(({ slug: name, kind, procedure }) => ({
    slug: name,
    ...(kind ? { kind } : {}),
    ...(procedure ? { procedure } : {}),
  }));

const calcom = z.strictObject({
  bookingUrl: url,
  directUrl: url.nullable().default(null),
  apiUrl: url.nullable().default(null),
  apiKey: optionalText,
  webhookSecret: optionalText,
  webhookSecrets: secrets.nullable().default(null),
  eventTypes: z.array(eventType).default([]),
});

const chatwoot = z.strictObject({
  url: url.nullable().default(null),
  accountId: z.number().int().positive().nullable().default(null),
  botToken: optionalText,
  userToken: optionalText,
  webhookSecrets: secrets.default([]),
  signature: z.enum(['required', 'path-token']).default('required'),
  inboxes: z.array(z.strictObject({ id: z.number().int().positive(), channel })).default([]),
});

const procedure = z.strictObject({
  slug,
  name: text,
  synonyms: z.array(text).default([]),
  priceFrom: money.nullable().default(null),
  minutes: z.number().int().positive().nullable().default(null),
  benefits: optionalText,
  basics: optionalText,
});

const messageTemplate = z.strictObject({
  purpose: text,
  channel,
  name: text,
  language: text,
  category: z.enum(['utility', 'marketing', 'authentication']),
  parameters: z.array(text).default([]),
});

const clinic = z
  .strictObject({
    slug,
    name: text,
    timeZone: zone,
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, { error: 'a country has two capital letters (ISO 3166)' })
      .default('JM'),
    locale: locale.default('en'),
    address: z
      .strictObject({ text, mapUrl: url.nullable().default(null) })
      .nullable()
      .default(null),
    calcom,
    chatwoot: chatwoot.default(() => chatwoot.parse({})),
    consultation: z
      .strictObject({
        free: z.boolean().default(false),
        minutes: z.number().int().positive().nullable().default(null),
        expect: optionalText,
      })
      .default({ free: false, minutes: null, expect: null }),
    confirmation: z.strictObject({ settle: duration.default('PT60S'), bring: optionalText }).default({ settle: 'PT60S', bring: null }),
    reminders: z.array(z.strictObject({ before: duration, at: timeOfDay.nullable().default(null) })).default([
      { before: 'P3D', at: '10:00' },
      { before: 'P1D', at: '10:00' },
    ]),
    followUps: z
      .strictObject({ noShow: duration.nullable().default(null), noReply: duration.nullable().default(null) })
      .default({ noShow: null, noReply: null }),
    sharedIdentifiers: z.array(text).default([]),
    quietHours: z.strictObject({ from: timeOfDay, to: timeOfDay }).default({ from: '21:00', to: '08:00' }),
    fallbackChannels: z.array(channel).default(['WHATSAPP', 'EMAIL', 'SMS']),
    messageTemplates: z.array(messageTemplate).default([]),
    messagePrices: z.array(z.strictObject({ channel, category: text, amount: z.number().nonnegative(), currency })).default([]),
    assistant: z
      .strictObject({ name: text.default('Karen'), pause: duration.default('PT2H'), monthlyBudget: budget.nullable().default(null) })
      .default({ name: 'Karen', pause: 'PT2H', monthlyBudget: null }),
    discreet: z.boolean().default(false),
    retention: z.strictObject({ deliveries: duration.default('P30D') }).default({ deliveries: 'P30D' }),
    procedures: z.array(procedure).default([]),
  })
  .superRefine(({ procedures, calcom: { eventTypes }, sharedIdentifiers, country }, context) => {
    const known = procedures.map((one) => one.slug);
    for (const [index, name] of known.entries()) {
      if (known.indexOf(name) !== index)
        context.addIssue({ code: 'custom', path: ['procedures', index, 'slug'], message: `the procedure ${name} stands twice` });
    }
    for (const [index, { procedure: name }] of eventTypes.entries()) {
      const unknown = name !== undefined && !known.some((one) => one === name);
      if (unknown)
        context.addIssue({ code: 'custom', path: ['calcom', 'eventTypes', index, 'procedure'], message: `there is no procedure ${name}` });
    }
    for (const [index, shared] of sharedIdentifiers.entries()) {
      const readable = shared.includes('@') || phoneIdentifier(shared, country) !== null;
      if (!readable)
        context.addIssue({
          code: 'custom',
          path: ['sharedIdentifiers', index],
          message: `${JSON.stringify(shared)} is neither a phone number nor an e-mail address`,
        });
    }
  });

/** The clinic file; contract.md, "The clinic file". Unknown keys are problems: a misspelt one would silently do nothing. */
export const clinicFileSchema = z
  .strictObject({ clinics: z.array(clinic).min(1, { error: 'there is no clinic' }) })
  .superRefine(({ clinics }, context) => {
    for (const [index, { slug: name }] of clinics.entries()) {
      const first = clinics.findIndex((one) => one.slug === name);
      if (first !== index)
        context.addIssue({ code: 'custom', path: ['clinics', index, 'slug'], message: `the clinic ${name} stands twice` });
    }
  });

export type ParsedClinic = z.output<typeof clinic>;
