import type { IncomingHttpHeaders } from 'node:http';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import { type ClinicSlug, instantOf } from '../../domain/ids.ts';
import { streamName } from '../../domain/stream.ts';
import { type BookingLinkToken, readToken } from '../../eventStore/bookingLinkToken.ts';
import { type Log, load } from '../../eventStore/commandHandler.ts';
import { openBookingLink } from '../../eventStore/commands/openBookingLink.ts';
import { folds } from '../../eventStore/folds.ts';
import { clinicOfToken } from '../../eventStore/sealedToken.ts';
import { layout } from '../form/layout.ts';
import { html } from '../html.ts';
import { type Visit, type VisitLimit, visitLimit } from '../visitLimit.ts';
import { filledPage, plainPage } from './calcomPage.ts';
import { isPreview } from './visitor.ts';

export interface BookingPageOptions {
  readonly log: Log;
  readonly clinics: ReadonlyMap<ClinicSlug, ClinicSettings>;
  readonly now: () => Date;
  readonly limit?: VisitLimit;
  /** Milliseconds that a patient waits for the store before she is led on without it; default 1,500. */
  readonly patience?: number;
}

export interface PageRequest extends Visit {
  /** A `HEAD` looks and does not come. */
  readonly isLook: boolean;
  readonly headers: IncomingHttpHeaders;
}

/** What became of a request for a link: for the metric. */
export type PageOutcome = 'opened' | 'again' | 'preview' | 'expired' | 'invalid' | 'away' | 'tooMany';

/** Where she is led; null when no clinic is known to lead her to. */
export interface PageReply {
  readonly location: string | null;
  readonly outcome: PageOutcome;
  /** What she is shown instead of being led, and after how many seconds she is led again. */
  readonly wait?: { readonly page: string; readonly seconds: number };
}

/**
 * Answers `GET /b/:token`: records the opening and leads to the clinic's page on Cal.com, filled in.
 * Whatever is wrong, with the token or with us, she is led to the plain page; who comes too often is shown the way there. So are programs that preview or index links: nothing of hers
 * is theirs to see, and none of them counts as opened.
 */
export function createBookingPage(options: BookingPageOptions): (request: PageRequest) => Promise<PageReply> {
  const { clinics, now, patience = 1_500, limit = visitLimit(now) } = options;
  return async (request) => {
    const settings = clinicOf(clinics, request.token);
    if (settings === null) return { location: null, outcome: 'invalid' };
    const plain = (outcome: PageOutcome): PageReply => ({ location: plainPage(settings), outcome });
    if (request.isLook || isPreview(request.headers)) return plain('preview');
    const seconds = limit(request);
    if (seconds > 0) return { ...plain('tooMany'), wait: { page: waitPage(settings), seconds } };
    const led = lead(options, settings, request.token, now()).catch(() => 'away' as const);
    const answer = await within(led, patience);
    return typeof answer === 'string' ? plain(answer) : answer;
  };
}

/** The clinic that the token names; the only one there is, where it names none. */
function clinicOf(clinics: BookingPageOptions['clinics'], token: string): ClinicSettings | null {
  const slug = clinicOfToken(token);
  const named = slug && clinics.get(slug);
  const [only, ...others] = clinics.values();
  return named ?? (others.length === 0 ? (only ?? null) : null);
}

const waitPage = (settings: ClinicSettings): string =>
  layout(
    'That was very often',
    html`<h1>That was very often</h1>
<p>This link was opened many times within a minute. Please wait a minute, then open it once more.</p>
<p>You can also <a href="${plainPage(settings)}">choose a time at ${settings.name}</a> without it.</p>`,
  );

type Refusal = Exclude<PageOutcome, 'opened' | 'again' | 'tooMany'>;

async function lead({ log }: BookingPageOptions, settings: ClinicSettings, journey: string, now: Date): Promise<PageReply | Refusal> {
  const { slug, timeZone } = settings;
  const token = await readToken(log.keys, slug, journey);
  if (token === null) return 'invalid';
  const at = instantOf(now);
  if (token.expiresAt <= at) return 'expired';
  const [opened, contact] = await Promise.all([openBookingLink(log, slug, token, at, timeZone), contactOf(log, slug, token)]);
  return {
    location: filledPage({ settings, journey, token, conversation: opened.conversation, contact }),
    outcome: opened.isNew ? 'opened' : 'again',
  };
}

const contactOf = async (log: Log, clinic: ClinicSlug, { contact }: BookingLinkToken) =>
  (await load(log, clinic, streamName('contact', clinic, contact), folds.contact)).state;

async function within(answer: Promise<PageReply | Refusal>, milliseconds: number): Promise<PageReply | Refusal> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Refusal>((resolve) => {
    timer = setTimeout(() => resolve('away'), milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
