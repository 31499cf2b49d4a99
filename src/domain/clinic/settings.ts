import type { BookingKind } from '../booking/events.ts';
import type { Channel } from '../channel.ts';
import type { ClinicSlug } from '../ids.ts';

/** An amount of money; currency by ISO 4217. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** A procedure that the clinic offers. */
export interface ProcedureSettings {
  readonly slug: string;
  readonly name: string;
  readonly synonyms: readonly string[];
  readonly priceFrom: Money | null;
  readonly minutes: number | null;
  /** One true benefit, for Karen. */
  readonly benefits: string | null;
  /** Pre-care in a sentence, for the confirmation of a treatment. */
  readonly basics: string | null;
}

/** What the clinic file says of a clinic, without its secrets. Durations are ISO 8601, times of day `HH:MM` in the clinic's zone. */
export interface ClinicSettings {
  readonly slug: ClinicSlug;
  readonly name: string;
  /** IANA. */
  readonly timeZone: string;
  /** ISO 3166 alpha-2; national phone numbers are read in it. */
  readonly country: string;
  readonly locale: string;
  readonly address: { readonly text: string; readonly mapUrl: string | null } | null;
  readonly calcom: {
    readonly bookingUrl: string;
    readonly directUrl: string;
    readonly apiUrl: string | null;
    readonly eventTypes: readonly { readonly slug: string; readonly kind?: BookingKind; readonly procedure?: string }[];
  };
  readonly chatwoot: {
    readonly url: string | null;
    readonly accountId: number | null;
    readonly signature: 'required' | 'path-token';
    readonly inboxes: readonly { readonly id: number; readonly channel: Channel }[];
  };
  readonly consultation: { readonly free: boolean; readonly minutes: number | null; readonly expect: string | null };
  readonly confirmation: { readonly settle: string; readonly bring: string | null };
  readonly reminders: readonly { readonly before: string; readonly at: string | null }[];
  readonly followUps: { readonly noShow: string | null; readonly noReply: string | null };
  /** The clinic's own numbers and addresses: they match nobody. */
  readonly sharedIdentifiers: readonly string[];
  readonly quietHours: { readonly from: string; readonly to: string };
  readonly fallbackChannels: readonly Channel[];
  readonly messageTemplates: readonly {
    readonly purpose: string;
    readonly channel: Channel;
    readonly name: string;
    readonly language: string;
    readonly category: string;
    readonly parameters: readonly string[];
  }[];
  readonly messagePrices: readonly {
    readonly channel: Channel;
    readonly category: string;
    readonly amount: number;
    readonly currency: string;
  }[];
  readonly assistant: { readonly name: string; readonly pause: string; readonly monthlyBudget: Money | null };
  /** Procedures are not named in messages. */
  readonly discreet: boolean;
  readonly retention: { readonly deliveries: string };
  readonly procedures: readonly ProcedureSettings[];
}
