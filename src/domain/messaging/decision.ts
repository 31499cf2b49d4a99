import type { Channel } from '../channel.ts';
import type { Money } from '../clinic/settings.ts';
import type { Instant } from '../ids.ts';

/** Why a channel carries a message, and as what. */
export type CarriageReason =
  /** Free text within 24 hours after her last message (WhatsApp, Instagram, Messenger). */
  | 'windowOpen'
  /** Free text by staff within seven days after it (Instagram, Messenger: the tag HUMAN_AGENT). */
  | 'humanAgentWindow'
  /** Free text on a channel that knows no window (e-mail, SMS, an API inbox that takes replies). */
  | 'noWindow'
  /** Free text to a visitor who is still on the website. */
  | 'visitorPresent'
  /** An approved template, since the 24 hours of WhatsApp are over or never began. */
  | 'outsideWindow';

/** Why a channel does not carry a message. */
export type RefusalReason =
  /** She withdrew transactional messages there: everything stops. */
  | 'optedOut'
  /** Marketing without her agreement for that channel. */
  | 'noMarketingConsent'
  /** Meta's time to write has passed and the channel has no templates. */
  | 'windowClosed'
  /** Outside the window, and the clinic lists no template of the right purpose and category. */
  | 'noTemplate'
  /** Meta delivers no marketing templates to numbers of the United States. */
  | 'marketingToUnitedStates'
  /** A marketing template to a number of which it cannot be told whether it is one of those. */
  | 'countryUnknown'
  /** Nobody reads the widget any more. */
  | 'visitorLeft'
  /** Chatwoot says that the conversation takes no reply. */
  | 'cannotReply'
  /** No phone or no e-mail address of hers is known. */
  | 'noAddress'
  /** The clinic has no inbox of that channel in Chatwoot. */
  | 'noInbox'
  /** She has no conversation there, and none can be opened by an address. */
  | 'noConversation'
  /** DIRECT and UNKNOWN say where somebody came from; nothing can be sent there. */
  | 'notAMessageChannel';

/** A channel that was passed over. */
export interface Refusal {
  readonly channel: Channel;
  readonly reason: RefusalReason;
}

/** Where a message goes: into a conversation, or into a new one that is opened by the contact's phone or e-mail address. */
export type Target =
  | { readonly type: 'conversation'; readonly conversation: string }
  | { readonly type: 'newConversation'; readonly inbox: number; readonly address: 'PHONE' | 'EMAIL' };

/** How the moment of sending was found: outside quiet hours, as a reply at any hour, or in them because their end would be too late. */
export type Timing = 'daytime' | 'replyAtAnyHour' | 'nowRatherThanNever';

interface Sending {
  readonly channel: Channel;
  readonly target: Target;
  readonly reason: CarriageReason;
  readonly timing: Timing;
  /** By the clinic's price list, an upper bound: within 72 hours of a click-to-WhatsApp ad Meta charges nothing. Null: not on the list. */
  readonly cost: Money | null;
  /** The wording names no procedure. */
  readonly discreet: boolean;
  /** One sentence for people; it holds nothing personal. */
  readonly because: string;
}

export interface SendText extends Sending {
  readonly type: 'sendText';
}

export interface SendTemplate extends Sending {
  readonly type: 'sendTemplate';
  readonly template: {
    readonly name: string;
    readonly language: string;
    readonly category: string;
    /** Names of the values to fill in, in their order. */
    readonly parameters: readonly string[];
  };
}

/** Another channel, or another conversation, than the one that the message belongs to. */
export interface UseChannel {
  readonly type: 'useChannel';
  readonly channel: Channel;
  readonly send: SendText | SendTemplate;
  readonly reason: 'fallback';
  /** What was asked before, in order. */
  readonly passedOver: readonly Refusal[];
  readonly because: string;
}

/** Asked again at `until`, with what is known then. */
export interface Defer {
  readonly type: 'defer';
  readonly until: Instant;
  readonly reason: 'notYetDue' | 'quietHours' | 'beforeQuietHours';
  readonly because: string;
}

/** No channel carries a transactional message: a person takes care of it. */
export interface StaffTask {
  readonly type: 'staffTask';
  /** Of the first channel that was asked; `noChannel` when there was none to ask. */
  readonly reason: RefusalReason | 'noChannel';
  readonly passedOver: readonly Refusal[];
  readonly because: string;
}

export interface Suppress {
  readonly type: 'suppress';
  readonly reason: RefusalReason | 'noChannel' | 'tooLate' | 'quietHoursUntilTooLate';
  readonly passedOver: readonly Refusal[];
  readonly because: string;
}

/** What becomes of an outbound message. */
export type Decision = SendText | SendTemplate | UseChannel | Defer | StaffTask | Suppress;
