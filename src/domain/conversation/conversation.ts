import type { Channel } from '../channel.ts';
import type { Personal } from '../event.ts';
import type { ContactId, ConversationId, Instant } from '../ids.ts';
import { later, latest } from '../told.ts';
import type { Offer } from './availability.ts';
import { evolveLinks, type SharedLink } from './bookingLink.ts';
import type { ConversationEvent, MessageSent } from './events.ts';
import { emptyOutbox, evolveOutbox, type Outbox } from './outbox.ts';
import { type Hold, laterHold, type OwnerFacts } from './owner.ts';
import { saysMore, type Touch } from './touch.ts';

// State

/**
 * A conversation without its words: those stand in the events and in the messages' rows.
 * Everything is the latest or the first of its kind, or a number, and every list is short, so that ten thousand messages are no more than one.
 */
export type ConversationState =
  | { readonly status: 'unknown' }
  | (OwnerFacts &
      Outbox & {
        readonly status: 'known';
        readonly id: ConversationId;
        readonly contact: ContactId;
        readonly channel: Channel;
        /** Chatwoot's id of the inbox. */
        readonly inbox: number | null;
        readonly externalId: string;
        readonly address: Personal<string | null>;
        readonly startedAt: Instant;
        /** How many messages she wrote herself. */
        readonly inbound: number;
        /** Of any message, whoever wrote it. */
        readonly lastMessageAt: Instant | null;
        /** When Chatwoot last said that no reply can be sent; it holds until she writes again. */
        readonly closedAt: Instant | null;
        /** When a reply of Karen's last said that an assistant writes. */
        readonly introducedAt: Instant | null;
        /** What is known of the latest days on which she wrote, oldest first. */
        readonly touches: readonly Pick<Touch, 'touch' | 'kind' | 'at'>[];
        /** What last brought her that has a name, such as a campaign: a link that is shared now carries it on. */
        readonly cameBy: Pick<Touch, 'at' | 'source' | 'campaign' | 'details'> | null;
        /** The latest links that were shared, oldest first. */
        readonly links: readonly SharedLink[];
        /** The times that were offered last. */
        readonly offer: Offer | null;
      });

export type KnownConversation = Extract<ConversationState, { status: 'known' }>;

export const unknownConversation: ConversationState = { status: 'unknown' };

/** Days whose touch may still be bettered; of older ones a later delivery is recorded again, which changes no row. */
const keptTouches = 30;

/** Tells whether a reply may be sent as far as Chatwoot has said; on Meta's channels the clock has its say as well. */
export const canReply = ({ closedAt, lastInboundAt }: KnownConversation): boolean =>
  closedAt === null || (lastInboundAt !== null && lastInboundAt > closedAt);

// Evolve

export function evolveConversation(state: ConversationState, event: ConversationEvent): ConversationState {
  if (event.type === 'ConversationStarted') return state.status === 'known' ? state : started(event.data);
  if (state.status === 'unknown') return state;
  switch (event.type) {
    case 'MessageReceived': {
      const { at, automatic } = event.data;
      const lastMessageAt = latest(state.lastMessageAt, at);
      if (automatic) return { ...state, lastMessageAt };
      return { ...state, lastInboundAt: latest(state.lastInboundAt, at), inbound: state.inbound + 1, lastMessageAt };
    }
    case 'MessageSent':
      return { ...sent(state, event.data), ...evolveOutbox(state, event) };
    case 'MessageFailed': {
      const closedAt = event.data.canReply === false ? latest(state.closedAt, event.data.at) : state.closedAt;
      return { ...state, closedAt, ...evolveOutbox(state, event) };
    }
    case 'TouchRecorded': {
      const { touch, kind, at } = event.data;
      const known = state.touches.find((one) => one.touch === touch);
      if (known && !saysMore(event.data, known)) return state;
      return { ...state, touches: keepTouch(state.touches, { touch, kind, at }), cameBy: laterArrival(state.cameBy, event.data) };
    }
    case 'BookingLinkShared':
    case 'BookingLinkOpened':
      return { ...state, links: evolveLinks(state.links, event) };
    case 'AvailabilityOffered':
      return state.offer && state.offer.at > event.data.at ? state : { ...state, offer: event.data };
    case 'HumanTookOver':
      return { ...state, hold: laterHold(state.hold, { at: event.data.at, until: event.data.until }) };
    case 'AssistantResumed':
      return event.data.because === 'asked' ? { ...state, resumedAt: latest(state.resumedAt, event.data.at) } : state;
    case 'ConversationResolved':
      return { ...state, standing: later(state.standing, { value: 'RESOLVED', at: event.data.at }) };
    case 'ConversationReopened':
      return { ...state, standing: later(state.standing, { value: 'OPEN', at: event.data.at }) };
    case 'ActionChosen':
      return event.data.introduces ? { ...state, introducedAt: latest(state.introducedAt, event.data.at) } : state;
    case 'MessageRequested':
    case 'MessageDeferred':
    case 'MessageSuppressed':
    case 'MessageRedirected':
    case 'MessageAttempted':
    case 'MessageNotStored':
    case 'MessageOutcomeUnknown':
      return { ...state, ...evolveOutbox(state, event) };
    case 'IntentClassified':
    case 'MessageTranscribed':
    case 'MessageDeleted':
    case 'MessageDelivered':
    case 'MessageRead':
      return state;
    default:
      event satisfies never;
      return state;
  }
}

const started = ({
  conversation,
  contact,
  channel,
  inbox,
  externalId,
  address,
  at,
  standing,
}: Extract<ConversationEvent, { type: 'ConversationStarted' }>['data']): KnownConversation => ({
  status: 'known',
  id: conversation,
  contact,
  channel,
  inbox,
  externalId,
  address,
  startedAt: at,
  standing,
  hold: null,
  resumedAt: null,
  lastInboundAt: null,
  inbound: 0,
  lastMessageAt: null,
  closedAt: null,
  introducedAt: null,
  ...emptyOutbox,
  touches: [],
  cameBy: null,
  links: [],
  offer: null,
});

function sent(state: KnownConversation, { at, holdsUntil, canReply, standing }: MessageSent['data']): KnownConversation {
  const hold: Hold | null = holdsUntil === null ? null : { at, until: holdsUntil };
  return {
    ...state,
    lastMessageAt: latest(state.lastMessageAt, at),
    closedAt: canReply === false ? latest(state.closedAt, at) : state.closedAt,
    standing: later(state.standing, standing),
    hold: laterHold(state.hold, hold),
  };
}

const byTime = (a: { readonly at: Instant }, b: { readonly at: Instant }): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);

type KeptTouch = KnownConversation['touches'][number];

const keepTouch = (touches: readonly KeptTouch[], one: KeptTouch): readonly KeptTouch[] =>
  [...touches.filter(({ touch }) => touch !== one.touch), one].toSorted(byTime).slice(-keptTouches);

type Arrival = KnownConversation['cameBy'];

/** The later of two arrivals that say where she came from. A link of ours carries on what brought her before it. */
function laterArrival(before: Arrival, { kind, at, source, campaign, details }: Touch): Arrival {
  if (kind === 'LINK_OPENED' || (source === null && campaign === null && details === null)) return before;
  return before && before.at >= at ? before : { at, source, campaign, details };
}
