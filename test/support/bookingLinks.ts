import type { TouchReport } from '../../src/domain/conversation/report.ts';
import type { ClinicSlug, ConversationId, Instant } from '../../src/domain/ids.ts';
import type { Cause, Log } from '../../src/eventStore/commandHandler.ts';
import { conversationId } from '../../src/eventStore/commands/conversationIds.ts';
import { recordConversation } from '../../src/eventStore/commands/recordConversation.ts';
import { type LinkWanted, shareBookingLink } from '../../src/eventStore/commands/shareBookingLink.ts';
import { at, conversationReport, inbound } from './conversationReports.ts';

export const oshun = 'oshun' as ClinicSlug;
export const chatwoot = { host: 'chat.example.com', account: 7 };
export const publicUrl = 'https://concierge.example.com';

export const causeAt = (id: string, occurredAt: Instant): Cause => ({
  id,
  correlationId: id,
  actor: 'karen',
  channel: null,
  occurredAt,
});

/** The people of these tests: on WhatsApp with a number, on Instagram and in the widget without one. */
export const leads = {
  WHATSAPP: conversationReport(),
  INSTAGRAM: conversationReport({
    externalId: '1043',
    channel: 'INSTAGRAM',
    inbox: 32,
    address: '17841400000000001',
    person: {
      ...conversationReport().person,
      name: 'keisha.b',
      identifiers: [
        { kind: 'INSTAGRAM', value: '17841400000000001' },
        { kind: 'CHATWOOT', value: 'chat.example.com/7/502' },
      ],
    },
  }),
  WEB_WIDGET: conversationReport({
    externalId: '1044',
    channel: 'WEB_WIDGET',
    inbox: 33,
    address: '5f0c9d9e-0000-4000-8000-000000000001',
    person: {
      ...conversationReport().person,
      name: null,
      identifiers: [
        { kind: 'WIDGET', value: '5f0c9d9e-0000-4000-8000-000000000001' },
        { kind: 'CHATWOOT', value: 'chat.example.com/7/503' },
      ],
    },
  }),
} as const;

export type Lead = keyof typeof leads;

/** Has a lead write, so that there is a conversation; what brought her is known where the test says so. */
export async function writeIn(log: Log, lead: Lead, came?: Pick<TouchReport, 'source' | 'campaign' | 'details'>): Promise<ConversationId> {
  const report = leads[lead];
  const touches: readonly TouchReport[] = came ? [{ kind: 'REFERER', evidence: 'METADATA', at: at('18:03'), ...came }] : [];
  const heard = { ...report, messages: [inbound(`m-${report.externalId}`)], touches };
  const settings = { ...chatwoot, timeZone: 'America/Jamaica', pause: 7_200_000 };
  return recordConversation(log, oshun, heard, settings, { ...causeAt(`wrote ${report.externalId}`, at('18:03')), actor: 'chatwoot' });
}

/** The conversation of a lead. */
export const conversationOf = (lead: Lead): ConversationId => conversationId(oshun, chatwoot, leads[lead].externalId);

/** Shares a link in a lead's conversation; its address and its token. */
export async function share(
  log: Log,
  lead: Lead,
  { cause = causeAt(`share ${lead}`, at('18:10')), ...wanted }: Partial<LinkWanted> & { cause?: Cause } = {},
): Promise<{ readonly url: string; readonly token: string }> {
  const result = await shareBookingLink(
    log,
    oshun,
    { conversation: conversationOf(lead), procedure: 'botox', visit: null, publicUrl, ...wanted },
    cause,
  );
  if (result.type !== 'shared') throw new Error(`there is no conversation of ${lead}`);
  return { url: result.url, token: result.url.slice(result.url.lastIndexOf('/') + 1) };
}
