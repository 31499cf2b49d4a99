import type { Channel } from '../../domain/channel.ts';
import type { ContactState } from '../../domain/contact/contact.ts';
import type { IdentifierKind } from '../../domain/contact/identifier.ts';
import { known } from '../../domain/event.ts';
import { streamName } from '../../domain/stream.ts';
import { type Log, load } from '../../eventStore/commandHandler.ts';
import { contactOf, conversationOf, type HomeState, type MessageHome } from '../../eventStore/commands/messageHome.ts';
import { readSettings } from '../../eventStore/commands/weighMessage.ts';
import { folds } from '../../eventStore/folds.ts';
import type { Destination } from '../../gateways/chatwoot/port.ts';

/** Where a message goes that stands there: Chatwoot's conversation, or one that is opened on a channel. The same whenever it is asked. */
export async function destinationOf(log: Log, home: MessageHome, state: HomeState, channel: Channel): Promise<Destination> {
  const conversation = conversationOf(state);
  if (conversation) return { type: 'conversation', conversation: conversation.externalId };
  const contact = contactOf(home, state);
  if (contact === null) throw new Error(`${home.stream} is nobody’s`);
  const [settings, { state: person }] = await Promise.all([
    readSettings(log, home.clinic),
    load(log, home.clinic, streamName('contact', home.clinic, contact), folds.contact),
  ]);
  const inbox = settings.chatwoot.inboxes.find((one) => one.channel === channel);
  if (!inbox) throw new Error(`the clinic ${home.clinic} has no inbox for ${channel} any more`);
  const byEmail = channel === 'EMAIL';
  return {
    type: 'newConversation',
    inbox: inbox.id,
    recipient: {
      phone: byEmail ? null : addressOf(person, 'PHONE'),
      email: byEmail ? addressOf(person, 'EMAIL') : null,
      name: person.status === 'known' ? known(person.name) : null,
    },
  };
}

function addressOf(person: ContactState, kind: IdentifierKind): string | null {
  const one =
    person.status === 'known' ? person.identifiers.find((identifier) => identifier.kind === kind && identifier.retired === null) : null;
  return one ? known(one.value) : null;
}
