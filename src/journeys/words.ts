import type { Channel } from '../domain/channel.ts';
import { isErased, known, type Personal } from '../domain/event.ts';
import type { Instant } from '../domain/ids.ts';

/** What a sentence may name besides the event. */
export interface SentenceContext {
  /** IANA zone in which times are told. */
  readonly timeZone: string;
  readonly locale: string;
  /** A procedure's name by its slug; null for one that the clinic does not have. */
  readonly procedure: (slug: string) => string | null;
}

export const channelNames: Readonly<Record<Channel, string>> = {
  WHATSAPP: 'WhatsApp',
  INSTAGRAM: 'Instagram',
  FACEBOOK: 'Facebook',
  WEB_WIDGET: 'the website',
  EMAIL: 'e-mail',
  SMS: 'text message',
  API: 'the API',
  DIRECT: 'a direct booking',
  UNKNOWN: 'a way unknown',
};

const gone = '(erased)';

export const named = (name: Personal<string | null>, otherwise: string): string => (isErased(name) ? gone : (name ?? otherwise));

export const quoted = (text: Personal<string>): string => (isErased(text) ? gone : `“${text}”`);

/** Why, in the words of whoever said so; nothing where nobody did. */
export const because = (reason: Personal<string | null>): string => {
  const said = known(reason);
  return said ? `: “${said}”` : '';
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** One format for each zone and locale that clinics have: making one takes longer than telling twenty events. */
function formatIn({ timeZone, locale }: SentenceContext): Intl.DateTimeFormat {
  const name = `${locale} ${timeZone}`;
  const made =
    formats.get(name) ??
    new Intl.DateTimeFormat(locale, {
      timeZone,
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(name, made);
  return made;
}

export const time = (instant: Instant, context: SentenceContext): string => formatIn(context).format(new Date(instant));
