import { requestMessage } from '../../eventStore/commands/requestMessage.ts';
import type { People } from '../../eventStore/commands/weighMessage.ts';
import type { KarenParts } from './parts.ts';

/** Karen's replies go the way of all messages: the policy decides, the process `sending` hands them over. */
export const askToSend =
  (people: People): KarenParts['send'] =>
  (log, { text, ...wish }, cause) =>
    // The window is open while she writes: no template carries a reply.
    requestMessage(log, people, { ...wish, author: 'KAREN', wording: { text, values: null } }, cause);
