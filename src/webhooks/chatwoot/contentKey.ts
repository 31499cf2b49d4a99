import { type ChatwootBody, isMessageEvent } from './body.ts';
import type { ChatwootTranslation } from './translate.ts';

/**
 * What makes two bodies the same delivery, as text (integrations.md 3.1 and 6). Every webhook that is registered gets a delivery id of its own,
 * so that the same message comes under several; and a double may differ in the conversation around it. Null: hash the raw body.
 */
export function contentKey(body: ChatwootBody | null): string | null {
  const about = body && aboutOf(body);
  return body && about ? JSON.stringify([body.account, body.event, ...about]) : null;
}

function aboutOf({ event, top, conversation, changedAt }: ChatwootBody): readonly unknown[] | null {
  const { message } = top;
  if (event === 'message_created') return typeof message.id === 'number' ? [message.id] : null;
  if (isMessageEvent(event)) {
    // Only the message's repetition says when it was changed, and to what; where another is repeated, the bytes have to tell.
    const repeated = conversation.messages?.find(({ id }) => typeof id === 'number' && id === message.id);
    if (!repeated?.updated_at) return null;
    const { deleted = null, external_error = null } = message.content_attributes ?? {};
    return [message.id, repeated.updated_at, repeated.status ?? null, deleted, external_error];
  }
  if (event === 'contact_created') return typeof top.contact.id === 'number' ? [top.contact.id] : null;
  if (event === 'contact_updated') return typeof top.contact.id === 'number' && changedAt !== null ? [top.contact.id, changedAt] : null;
  return null;
}

/** The texts by which two deliveries touch the same streams: they are carried out one after the other. */
export function conflictKeys(translation: ChatwootTranslation): readonly string[] {
  if (translation.kind === 'ignored' || translation.kind === 'parked') return [];
  const person = translation.kind === 'conversation' ? translation.report.person : translation.person;
  const conversation = translation.kind === 'conversation' ? [`conversation ${translation.report.externalId}`] : [];
  return [...new Set([...conversation, ...person.identifiers.map(({ kind, value }) => `${kind} ${value}`)])];
}
