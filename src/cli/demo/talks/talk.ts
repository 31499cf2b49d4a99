import type { Person, Visit } from '../calcomBodies.ts';
import type { ExpectedBooking } from '../journey.ts';

/** Where people talk to Karen in the demo. */
export type TalkChannel = 'WHATSAPP' | 'INSTAGRAM' | 'WEB_WIDGET';

/** What brought somebody: an advertisement that she tapped on WhatsApp, the page on which she opened the widget, or nothing that is known. */
export type Arrival =
  | { readonly by: 'advertisement'; readonly ad: string; readonly headline: string }
  | { readonly by: 'page'; readonly url: string }
  | { readonly by: 'herself' };

/** What she writes in one go: several quick messages, or a voice note without a text (null). Karen answers all of it at once. */
export interface Turn {
  readonly lines: readonly (string | null)[];
  readonly answer: 'link' | 'words';
}

/** What she books by the link, and what becomes of it. */
export interface LinkVisit {
  /** As Cal.com knows it; metadata and the moment of booking are known only once she has the link. */
  readonly visit: Visit;
  readonly ends: 'to come' | 'came' | 'missed' | 'cancelled';
  /** What she answers to the confirmation; null: nothing. */
  readonly yes: Turn | null;
  readonly comesTo: ExpectedBooking;
}

/** One person's conversation with Karen, as the script has it: her part, and what Karen's must lead to. */
export interface Talk {
  /** What happens, in a few words. */
  readonly story: string;
  readonly channel: TalkChannel;
  readonly arrival: Arrival;
  readonly person: Person;
  /** Chatwoot's numbers of the conversation and of her; her messages are numbered from the first one's on. */
  readonly ids: { readonly conversation: number; readonly contact: number; readonly message: number };
  /** What she begins with. */
  readonly asks: Turn;
  /** Who fetches the link that she is sent. */
  readonly link: 'opened' | 'previewed only' | 'left alone';
  readonly books: LinkVisit | null;
}
