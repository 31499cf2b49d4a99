import { randomBytes } from 'node:crypto';
import type { ConfiguredClinic } from '../../server/clinicFile.ts';

/** The one secret under which a simulated clinic's webhooks are signed. */
export const simulatedSecret = randomBytes(16).toString('hex');

/**
 * The clinic as its file has it, cut off from the world: no calendar to ask, no token, and secrets of the simulation's own.
 * @param account of Chatwoot, where the file names none
 */
export const simulatedClinic = ({ settings }: ConfiguredClinic, account: number): ConfiguredClinic => ({
  settings: {
    ...settings,
    chatwoot: {
      ...settings.chatwoot,
      // Both name conversations, and without them none can be opened.
      url: settings.chatwoot.url ?? 'https://chatwoot.example.com',
      accountId: settings.chatwoot.accountId ?? account,
      signature: 'required',
    },
  },
  secrets: {
    calcom: { apiKey: null, webhookSecrets: [simulatedSecret] },
    chatwoot: { botToken: null, userToken: null, webhookSecrets: [simulatedSecret] },
  },
});
