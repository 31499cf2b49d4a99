import type { Channel } from '../channel.ts';
import type { ClinicSettings } from '../clinic/settings.ts';
import type { Instant } from '../ids.ts';
import type { ConsentLedger } from './consent.ts';
import type { MessagePurpose } from './purpose.ts';

/** A conversation of the contact, as far as writing into it goes. */
export interface OpenConversation {
  readonly id: string;
  readonly channel: Channel;
  /** When she last wrote in it; null: never. */
  readonly lastInboundAt: Instant | null;
  /** Chatwoot's `can_reply`, as it was last seen. It is trusted when it says no; a yes also has to stand the clock. */
  readonly canReply: boolean;
  /** Her address on the channel as Chatwoot has it (`source_id`): a WhatsApp number, or a business-scoped id such as `JM.1349`. */
  readonly address: string | null;
  /** WEB_WIDGET: nobody is on the page any more. */
  readonly visitorLeft: boolean;
}

/** What of a clinic's settings the policy reads. */
export type MessagingSettings = Pick<
  ClinicSettings,
  'timeZone' | 'locale' | 'quietHours' | 'fallbackChannels' | 'messageTemplates' | 'messagePrices' | 'discreet'
> & { readonly chatwoot: Pick<ClinicSettings['chatwoot'], 'inboxes'> };

/** An outbound message, asked about: may it go, where, as what, and when? */
export interface MessageQuestion {
  readonly purpose: MessagePurpose;
  /** Who writes: only a person on the staff may use Meta's seven days for human agents. */
  readonly author: 'KAREN' | 'SYSTEM' | 'STAFF';
  /** It answers what she has just written, and so goes out at any hour. */
  readonly reply: boolean;
  /** The law requires an answer, such as the one confirmation of her STOP: it goes out where she asked, in spite of a withdrawal. */
  readonly legallyRequired: boolean;
  /** The conversation that the message belongs to: that of the reply, or of the booking's link. */
  readonly conversation: OpenConversation | null;
  /** Her other conversations, the one last written in first. */
  readonly otherConversations: readonly OpenConversation[];
  /** E.164, and null when none is known; a fallback by SMS or WhatsApp opens a conversation with it. */
  readonly phone: string | null;
  readonly email: string | null;
  readonly consents: ConsentLedger;
  readonly clinic: MessagingSettings;
  /** Her IANA zone, as her bookings say it. */
  readonly patientZone: string | null;
  /** The start of the visit that the message is about. */
  readonly appointmentStart: Instant | null;
  /** When it is meant to go out; null: now. */
  readonly due: Instant | null;
  /** After it the message is of no use. */
  readonly latestUseful: Instant | null;
  readonly now: Instant;
}
