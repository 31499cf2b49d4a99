import type { Channel } from '../../../src/domain/channel.ts';
import type { ClinicSettings } from '../../../src/domain/clinic/settings.ts';

/** What really happened in a timeline, in plain terms. Times are ms since 1970. */
export interface World {
  readonly clinic: Pick<
    ClinicSettings,
    'timeZone' | 'locale' | 'quietHours' | 'fallbackChannels' | 'messageTemplates' | 'messagePrices' | 'discreet'
  > & { readonly chatwoot: Pick<ClinicSettings['chatwoot'], 'inboxes'> };
  readonly patientZone: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  /** The one last written in first. */
  readonly conversations: readonly Talk[];
  /** In the order in which they became known, which need not be the order in which they were said. */
  readonly sayings: readonly Saying[];
  /** When her visit starts; null: she has none. */
  readonly visit: number | null;
}

export interface Talk {
  readonly id: string;
  readonly channel: Channel;
  readonly address: string | null;
  readonly inbounds: readonly number[];
  readonly canReply: boolean;
  readonly visitorLeft: boolean;
}

export interface Saying {
  readonly yes: boolean;
  readonly channel: Channel | null;
  readonly purpose: 'TRANSACTIONAL' | 'MARKETING';
  readonly at: number;
}

/** A message that somebody or something wants to send. */
export interface Wish {
  readonly purpose: string;
  readonly author: 'KAREN' | 'SYSTEM' | 'STAFF';
  readonly reply: boolean;
  readonly legallyRequired: boolean;
  /** Id of the conversation that it belongs to. */
  readonly conversation: string | null;
  readonly appointmentStart: number | null;
  readonly due: number | null;
  readonly latestUseful: number | null;
}

/** What was decided, as far as the law looks at it. */
export interface Verdict {
  readonly type: string;
  readonly reason: string;
  readonly because: string;
  readonly channel?: Channel;
  readonly target?:
    | { readonly type: 'conversation'; readonly conversation: string }
    | { readonly type: 'newConversation'; readonly inbox: number; readonly address: string };
  readonly timing?: string;
  readonly cost?: { readonly amount: number; readonly currency: string } | null;
  readonly discreet?: boolean;
  readonly template?: {
    readonly name: string;
    readonly language: string;
    readonly category: string;
    readonly parameters: readonly string[];
  };
  readonly send?: Verdict;
  readonly until?: string;
  readonly passedOver?: readonly { readonly channel: Channel; readonly reason: string }[];
}

/** One decision of a timeline, with all that it was made on. */
export interface Asked {
  readonly world: World;
  readonly wish: Wish;
  readonly now: number;
  /** How often this message was asked about before. */
  readonly before: number;
  readonly verdict: Verdict;
}
