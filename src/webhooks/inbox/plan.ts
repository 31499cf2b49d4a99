import type { ClinicSlug, Instant } from '../../domain/ids.ts';
import type { Log } from '../../eventStore/commandHandler.ts';
import { recordBooking } from '../../eventStore/commands/recordBooking.ts';
import { recordConversation } from '../../eventStore/commands/recordConversation.ts';
import { resolveContact } from '../../eventStore/commands/resolveContact.ts';
import { conflictKeys as calcomKeys } from '../calcom/contentKey.ts';
import { translateCalcom } from '../calcom/translate.ts';
import { conflictKeys as chatwootKeys } from '../chatwoot/contentKey.ts';
import { translateChatwoot } from '../chatwoot/translate.ts';
import type { InboxClinic } from './clinic.ts';
import type { DeliverySource } from './delivery.ts';

/** What is to be done about a delivery. */
export type Plan =
  | {
      readonly kind: 'commands';
      readonly trigger: string;
      /** Deliveries that share one are carried out one after the other. */
      readonly keys: readonly string[];
      /** May be repeated: everything that it appends is named by the delivery, or by what it tells. */
      readonly carryOut: (log: Log, clinic: ClinicSlug, delivery: string) => Promise<void>;
    }
  | { readonly kind: 'ignored' | 'parked'; readonly trigger: string | null; readonly reason: string; readonly keys: readonly [] };

/** A delivery as it lies in the inbox. */
export interface Received {
  readonly source: DeliverySource;
  readonly body: Uint8Array;
  readonly receivedAt: Instant;
}

/** Reads a delivery as what is to be done about it: each source has its translator. */
export const planDelivery = (received: Received, clinic: InboxClinic): Plan =>
  received.source === 'CALCOM' ? planCalcom(received, clinic) : planChatwoot(received, clinic);

function planCalcom({ body }: Received, clinic: InboxClinic): Plan {
  const translation = translateCalcom(body, clinic);
  if (translation.kind !== 'reports') return { ...translation, keys: [] };
  const { trigger, reports } = translation;
  return {
    kind: 'commands',
    trigger,
    keys: calcomKeys(translation),
    async carryOut(log, slug, delivery) {
      for (const [index, report] of reports.entries()) {
        const { occurredAt, details } = report;
        const id = reports.length === 1 ? delivery : `${delivery}/${index}`;
        await recordBooking(log, slug, report, { id, correlationId: delivery, actor: 'cal.com', channel: details.channel, occurredAt });
      }
    },
  };
}

function planChatwoot({ body, receivedAt }: Received, clinic: InboxClinic): Plan {
  const translation = translateChatwoot(body, clinic, receivedAt);
  if (translation.kind === 'ignored' || translation.kind === 'parked') return { ...translation, keys: [] };
  const { trigger, account } = translation;
  return {
    kind: 'commands',
    trigger,
    keys: chatwootKeys(translation),
    async carryOut(log, slug, delivery) {
      const cause = { id: delivery, correlationId: delivery, actor: 'chatwoot' } as const;
      if (translation.kind === 'contact') {
        const { person } = translation;
        const of = { ...person, channel: 'UNKNOWN' as const, known: null };
        await resolveContact(log, slug, of, { ...cause, channel: null, occurredAt: person.at });
        return;
      }
      const { report } = translation;
      const { timeZone, pause } = clinic;
      await recordConversation(
        log,
        slug,
        report,
        { ...account, timeZone, pause },
        { ...cause, channel: report.channel, occurredAt: report.at },
      );
    },
  };
}
