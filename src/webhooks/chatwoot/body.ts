import { z } from 'zod';

/** A value of the wrong kind in an optional place reads as absent: Chatwoot adds and changes keys without notice. */
const lenient = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(null);

/** What of a list can be read. */
const list = <Schema extends z.ZodType>(schema: Schema) =>
  lenient(
    z.array(z.unknown()).transform((all) =>
      all.flatMap((one) => {
        const read = schema.safeParse(one);
        return read.success ? [read.data] : [];
      }),
    ),
  );

const text = lenient(z.string());
const flag = lenient(z.boolean());
const record = lenient(z.record(z.string(), z.unknown()));
/** Chatwoot's own numbers: of accounts, conversations, messages, contacts, inboxes. */
const number = lenient(z.int().nonnegative());
/** A moment: ISO 8601 in a message of its own, Unix seconds (with a fraction) in a conversation. */
const moment = lenient(z.union([z.string(), z.number()]));

const account = lenient(z.object({ id: number }));

/** A contact has no `type` at the top of a body, and `contact` within a conversation; users and bots say what they are. */
const sender = z.object({ id: number, type: text, name: text, email: text, phone_number: text });

const attachment = z.object({
  file_type: text,
  data_url: text,
  coordinates_lat: lenient(z.number()),
  coordinates_long: lenient(z.number()),
  transcribed_text: text,
});

const message = z.object({
  id: number,
  account_id: number,
  content: text,
  content_type: text,
  content_attributes: record,
  /** A word in a message of its own, a number within a conversation. */
  message_type: lenient(z.union([z.string(), z.number()])),
  private: flag,
  created_at: moment,
  updated_at: moment,
  status: text,
  sender: lenient(sender),
  sender_type: text,
  attachments: list(attachment),
});

const conversation = z.object({
  id: number,
  account_id: number,
  inbox_id: number,
  channel: text,
  status: text,
  can_reply: flag,
  created_at: moment,
  updated_at: moment,
  last_activity_at: moment,
  additional_attributes: record,
  contact_inbox: lenient(z.object({ contact_id: number, source_id: text })),
  messages: list(message),
  meta: lenient(z.object({ sender: lenient(sender) })),
});

const head = z.object({
  event: z.string().min(1),
  account,
  changed_attributes: z.unknown().optional(),
  conversation: lenient(conversation),
});

export type ChatwootMessage = z.output<typeof message>;
export type ChatwootConversation = z.output<typeof conversation>;
export type ChatwootContact = z.output<typeof sender>;

/** A body as far as it can be read. The thing that it is about stands at the top, beside the event's name (integrations.md 3.3). */
export interface ChatwootBody {
  readonly event: string;
  readonly account: number | null;
  /** The top of the body, read as each of the things that it may be about; the event says which. */
  readonly top: { readonly message: ChatwootMessage; readonly contact: ChatwootContact };
  /** The conversation at the top, or the one that a message stands in. */
  readonly conversation: ChatwootConversation;
  /** The value before, of each field that changed. */
  readonly previous: ReadonlyMap<string, unknown>;
  /** When the change was saved, where the body lists it. */
  readonly changedAt: string | null;
}

/** Tells whether an event's body is a message, with its conversation inside. */
export const isMessageEvent = (event: string): boolean => event === 'message_created' || event === 'message_updated';

/** Reads a raw body; null when it is not an object that names its event. */
export function readBody(raw: Uint8Array | string): ChatwootBody | null {
  const json = parseJson(raw);
  const read = head.safeParse(json);
  if (!read.success) return null;
  const { event, account: of, conversation: inner, changed_attributes } = read.data;
  const top = { message: message.parse(json), contact: sender.parse(json) };
  const around = isMessageEvent(event) ? (inner ?? conversation.parse({})) : conversation.parse(json);
  const changes = readChanges(changed_attributes);
  const changedAt = changes.get('updated_at')?.current;
  return {
    event,
    account: of?.id ?? around.account_id ?? around.messages?.find((one) => typeof one.account_id === 'number')?.account_id ?? null,
    top,
    conversation: around,
    previous: new Map([...changes].map(([name, { previous }]) => [name, previous])),
    changedAt: typeof changedAt === 'string' ? changedAt : null,
  };
}

const change = z.object({ previous_value: z.unknown().optional(), current_value: z.unknown().optional() });

/** `changed_attributes` is null, or a list of objects of one member each. */
function readChanges(changed: unknown): ReadonlyMap<string, { readonly previous: unknown; readonly current: unknown }> {
  const all = Array.isArray(changed) ? changed : [];
  const entries = all.flatMap((one: unknown) => (typeof one === 'object' && one !== null ? Object.entries(one) : []));
  return new Map(
    entries.flatMap(([name, value]) => {
      const read = change.safeParse(value);
      return read.success ? [[name, { previous: read.data.previous_value, current: read.data.current_value }]] : [];
    }),
  );
}

function parseJson(raw: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof raw === 'string' ? raw : new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    return undefined;
  }
}
