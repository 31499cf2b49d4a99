import type { Clock } from '../domain/clock.ts';
import type { ClinicSlug } from '../domain/ids.ts';
import { chatwootClient } from '../gateways/chatwoot/client.ts';
import type { ChatwootGateway, ChatwootOf, ChatwootTrouble } from '../gateways/chatwoot/port.ts';
import type { ConfiguredClinic } from './clinicFile.ts';

/** Opens each clinic's Chatwoot with the tokens of the clinic file. */
export function openChatwoots(clinics: readonly ConfiguredClinic[], clock: Clock): ChatwootOf {
  const gateways = new Map<ClinicSlug, ChatwootGateway>();
  for (const { settings, secrets } of clinics) {
    const { url, accountId: account } = settings.chatwoot;
    const { botToken, userToken } = secrets.chatwoot;
    if (url !== null && account !== null && botToken !== null)
      gateways.set(settings.slug, chatwootClient({ url, account, botToken, userToken, clock }));
  }
  return (clinic) => gateways.get(clinic) ?? null;
}

const troubles: Readonly<Record<ChatwootTrouble, string>> = {
  away: 'does not answer: what is to be sent there waits for it.',
  botToken: 'does not take chatwoot.botToken (CHATWOOT_BOT_TOKEN): what is to be sent there waits until it does.',
  userToken: 'does not take chatwoot.userToken (CHATWOOT_USER_TOKEN): what opens a conversation waits until it does.',
};

/** What a clinic's Chatwoot cannot do as it is configured, and that it does not answer, in sentences for its operator. */
export function chatwootWarnings({ settings, secrets }: ConfiguredClinic, gateway: ChatwootGateway | null): readonly string[] {
  const { url, accountId } = settings.chatwoot;
  const { botToken, userToken } = secrets.chatwoot;
  const missing = [
    ...(url === null ? ['chatwoot.url (CHATWOOT_URL)'] : []),
    ...(accountId === null ? ['chatwoot.accountId (CHATWOOT_ACCOUNT_ID)'] : []),
    ...(botToken === null ? ['chatwoot.botToken (CHATWOOT_BOT_TOKEN)'] : []),
  ];
  if (missing.length > 0) {
    return [`${settings.name} cannot send anything, and every message is left to staff as a task: ${missing.join(', ')} not set.`];
  }
  const trouble = gateway?.trouble() ?? null;
  const now = trouble === null ? [] : [`${settings.name}’s Chatwoot at ${url} ${troubles[trouble]}`];
  if (userToken !== null) return now;
  return [
    ...now,
    `${settings.name} can open no conversation, and asks staff whenever Chatwoot does not say whether it has a message: chatwoot.userToken (CHATWOOT_USER_TOKEN) not set.`,
  ];
}
