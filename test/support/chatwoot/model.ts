/** A contact of the account, as Chatwoot has her. */
export interface ChatwootContact {
  readonly id: number;
  name: string;
  phone: string | null;
  email: string | null;
  readonly identifier: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface ChatwootInbox {
  readonly id: number;
  readonly name: string;
  /** `Channel::Whatsapp` and the like. */
  readonly channel: string;
}

export type ChatwootStatus = 'open' | 'pending' | 'resolved' | 'snoozed';

export interface ChatwootConversation {
  /** Per account, as the display id is. */
  readonly id: number;
  readonly inbox: ChatwootInbox;
  readonly contact: ChatwootContact;
  readonly sourceId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly messages: ChatwootMessage[];
  status: ChatwootStatus;
  updatedAt: Date;
  labels: readonly string[];
  customAttributes: Readonly<Record<string, unknown>>;
}

/** Who stands as the sender: null is a rule of Chatwoot, or an app of the channel. */
export type ChatwootSender =
  | { readonly type: 'contact' }
  | { readonly type: 'user'; readonly id: number; readonly name: string }
  | { readonly type: 'agent_bot'; readonly id: number; readonly name: string }
  | null;

export interface ChatwootMessage {
  readonly id: number;
  readonly conversation: ChatwootConversation;
  readonly type: 'incoming' | 'outgoing' | 'template';
  readonly sender: ChatwootSender;
  readonly isPrivate: boolean;
  readonly contentType: string;
  readonly createdAt: Date;
  readonly attachments: readonly Readonly<Record<string, unknown>>[];
  readonly templateParams: unknown;
  content: string | null;
  contentAttributes: Readonly<Record<string, unknown>>;
  sourceId: string | null;
  status: 'sent' | 'delivered' | 'read' | 'failed';
  updatedAt: Date;
}

/** What is said of a new message; what is left out is as for a text that arrives. */
export interface NewMessage {
  readonly type?: ChatwootMessage['type'];
  readonly sender?: ChatwootSender;
  readonly content?: string | null;
  readonly contentType?: string;
  readonly contentAttributes?: Readonly<Record<string, unknown>>;
  readonly attachments?: readonly Readonly<Record<string, unknown>>[];
  readonly isPrivate?: boolean;
  readonly templateParams?: unknown;
}
