import { type Instant, instantOf } from '../../domain/ids.ts';
import type { SendingOptions } from './sending.ts';

/** Milliseconds after which a message that waits for Chatwoot asks again whether it still has to. */
const attention = 60_000;

/**
 * Until when a message waits of which Chatwoot's rest says how long it lasts. A rest may be long, and ends before its time when a new token
 * is there, or another message got through: asking costs nothing of Chatwoot's.
 */
export function soon({ clock }: Pick<SendingOptions, 'clock'>, rest: Instant): Instant {
  const next = instantOf(new Date(clock.now().getTime() + attention));
  return rest < next ? rest : next;
}
