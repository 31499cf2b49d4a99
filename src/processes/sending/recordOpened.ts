import type { Channel } from '../../domain/channel.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import { emailIdentifier, phoneIdentifier } from '../../domain/contact/identifier.ts';
import { milliseconds } from '../../domain/duration.ts';
import { known } from '../../domain/event.ts';
import type { Instant } from '../../domain/ids.ts';
import { loadHome } from '../../eventStore/commands/messageHome.ts';
import { recordConversation } from '../../eventStore/commands/recordConversation.ts';
import { destinationOf } from './destination.ts';
import type { Sending } from './send.ts';

interface Opened {
  /** Chatwoot's id of the conversation. */
  readonly externalId: string;
  readonly message: string | null;
  readonly at: Instant;
  readonly address: string | null;
  readonly channel: Channel | null;
}

/**
 * Records the conversation that was opened for a message, as Chatwoot's webhook about it does: that is sent once, and an answer of hers,
 * such as "cancel" to a reminder, is to be read with what it answers.
 */
export async function recordOpened(
  { acting: { log }, home, request, cause }: Sending,
  settings: ClinicSettings,
  opened: Opened,
): Promise<void> {
  const { url, accountId } = settings.chatwoot;
  const { externalId, message, at, address, channel } = opened;
  const to = await destinationOf(log, home, (await loadHome(log, home)).state, channel ?? 'UNKNOWN');
  if (to.type !== 'newConversation' || url === null || accountId === null || message === null) return;
  const { phone, email, name } = to.recipient;
  const identifiers = [phoneIdentifier(phone, settings.country), emailIdentifier(email)].filter((one) => one !== null);
  await recordConversation(
    log,
    home.clinic,
    {
      externalId,
      channel: channel ?? 'UNKNOWN',
      inbox: to.inbox,
      address,
      startedAt: at,
      at,
      person: { name, identifiers, at, namedAt: at, namedBy: 'PROFILE' },
      standing: { value: 'OPEN', at },
      done: null,
      messages: [
        {
          direction: 'OUTBOUND',
          externalId: message,
          at,
          text: known(request.text) as string | null, // of a request, words or nothing
          attachments: [],
          deletedAt: null,
          author: request.author,
          staff: null,
          stamp: request.message,
          outcome: 'SENT',
          outcomeAt: at,
          failure: null,
          canReply: null,
        },
      ],
      touches: [],
    },
    { host: new URL(url).host, account: accountId, timeZone: settings.timeZone, pause: milliseconds(settings.assistant.pause) ?? 0 },
    { ...cause, channel },
  );
}
