import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock } from '../../domain/clock.ts';
import { stampAttribute } from '../../domain/conversation/stamp.ts';
import { instantOf } from '../../domain/ids.ts';
import { type Api, type ApiAnswer, createApi } from './api.ts';
import { contactOf } from './contacts.ts';
import { findStamp } from './findStamp.ts';
import type { ChatwootGateway, OutboundMessage, PostOutcome, StoredMessage } from './port.ts';
import { createRest } from './rest.ts';

export interface ChatwootClientOptions {
  /** Of the server, with or without a path. */
  readonly url: string;
  readonly account: number;
  /** Sends. */
  readonly botToken: string;
  /** Reads conversations, finds and makes contacts; null: nothing of that can be done. */
  readonly userToken: string | null;
  readonly clock: Clock;
  /** Milliseconds until an answer is no longer waited for; default 15,000, Chatwoot's own limit. Raise for a slow server, and `patience` of the process `sending` with it. */
  readonly timeout?: number;
  /** Milliseconds before what was surely not sent is sent again the first time; default 200. */
  readonly pause?: number;
}

/** How often a request is sent that surely reached nobody. */
const tries = 3;

/** A rate limiter's wish that is still waited for on the spot. */
const shortWish = 2_000;

/** Chatwoot's API over HTTP (integrations.md 4). */
export function chatwootClient({
  url,
  account,
  botToken,
  userToken,
  clock,
  timeout = 15_000,
  pause = 200,
}: ChatwootClientOptions): ChatwootGateway {
  const base = `${url.replace(/\/+$/, '')}/api/v1/accounts/${account}`;
  const bot = createApi({ base, token: botToken, timeout });
  const asUser = userToken === null ? null : patient(createApi({ base, token: userToken, timeout }), pause);
  const rest = createRest(clock);
  // The user's token has a rest of its own: without it replies go out all the same. Of the server, only what sends is asked.
  const userRest = createRest(clock);
  const user: Api | null =
    asUser &&
    (async (...request) => {
      const answer = await asUser(...request);
      if (answer.type === 'notSent' && answer.reason === 'unauthorised') userRest.failed(answer.reason);
      else if (answer.type === 'ok') userRest.worked();
      return answer;
    });

  async function postOnce(path: string, body: object): Promise<ApiAnswer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await bot('POST', path, body);
      const mayTryAgain = answer.type === 'notSent' && answer.retryAfter <= shortWish && answer.reason !== 'unauthorised';
      if (!mayTryAgain || attempt === tries) return answer;
      await delay(Math.max(answer.retryAfter, pause * 2 ** attempt * (0.5 + Math.random())));
    }
  }

  /** Notes whether the server is of use, for all who call. */
  function noted(answer: ApiAnswer): ApiAnswer {
    if (answer.type === 'notSent') rest.failed(answer.reason, answer.retryAfter);
    else if (answer.type === 'unknown') rest.failed('broken');
    else rest.worked();
    return answer;
  }

  return {
    canRead: user !== null,
    restsUntil: (to) => (to === 'newConversation' ? userRest.until() : null) ?? rest.until(),
    trouble() {
      const why = rest.failing();
      if (why === 'unauthorised') return 'botToken';
      return why !== null ? 'away' : userRest.failing() !== null ? 'userToken' : null;
    },
    heardFrom: rest.heard,

    async post(message, to) {
      if (to.type === 'conversation') {
        const answer = noted(await postOnce(`/conversations/${to.conversation}/messages`, bodyOf(message)));
        return outcomeOf(answer, (body) => storedMessage(body, to.conversation));
      }
      const contact = await contactOf(user, to.recipient);
      // Whatever went wrong so far, the message is nowhere.
      if (contact.type !== 'contact') return contact;
      const answer = noted(
        await postOnce('/conversations', { inbox_id: to.inbox, contact_id: contact.id, status: 'open', message: bodyOf(message) }),
      );
      return outcomeOf(answer, openedWith);
    },

    find: async (stamp, to, since) => (user === null ? { type: 'unknown' } : findStamp(user, stamp, to, since)),
  };
}

/** Reading does no harm: it is tried again also where somebody may have read it. */
function patient(api: Api, pause: number): Api {
  return async (method, path, body) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await api(method, path, body);
      const isPassing =
        answer.type === 'notSent' ? answer.reason !== 'unauthorised' && answer.retryAfter <= shortWish : answer.type === 'unknown';
      if (!isPassing || method !== 'GET' || attempt === tries) return answer;
      await delay(pause * 2 ** attempt * (0.5 + Math.random()));
    }
  };
}

/** Never a `source_id`: Chatwoot would take the message for one that came from the channel, and not deliver it. */
const bodyOf = ({ stamp, text, template }: OutboundMessage): object => ({
  content: text,
  message_type: 'outgoing',
  private: false,
  content_type: 'text',
  content_attributes: { [stampAttribute]: stamp },
  ...(template ? { template_params: templateParams(template) } : {}),
});

const templateParams = ({ name, language, category, values }: NonNullable<OutboundMessage['template']>): object => ({
  name,
  language,
  category: category.toUpperCase(),
  processed_params: { body: Object.fromEntries(values.map((value, index) => [String(index + 1), value])) },
});

function outcomeOf(answer: ApiAnswer, read: (body: unknown) => StoredMessage | null): PostOutcome {
  if (answer.type !== 'ok') return answer;
  const stored = read(answer.body);
  // Somebody else than Chatwoot answered, or one whose answer is not understood: the message is looked for.
  return stored ? { type: 'stored', stored } : { type: 'unknown', isOver: true };
}

const message = z.object({ id: z.int(), created_at: z.number().nullish().catch(null) });
const conversation = z.object({
  id: z.int(),
  messages: z.array(message).nullish().catch(null),
  contact_inbox: z.object({ source_id: z.string() }).nullish().catch(null),
});

/** Chatwoot's seconds as an instant. */
const takenAt = (seconds: number | null | undefined) => (seconds ? instantOf(new Date(seconds * 1_000)) : null);

function storedMessage(body: unknown, into: string): StoredMessage | null {
  const { data } = message.safeParse(body);
  return data ? { conversation: into, message: String(data.id), at: takenAt(data.created_at), address: null } : null;
}

function openedWith(body: unknown): StoredMessage | null {
  const { data } = conversation.safeParse(body);
  if (!data) return null;
  const first = data.messages?.[0];
  return {
    conversation: String(data.id),
    message: first ? String(first.id) : null,
    at: takenAt(first?.created_at),
    address: data.contact_inbox?.source_id ?? null,
  };
}
