import type { ClinicSlug } from '../../domain/ids.ts';
import type { Log } from '../../eventStore/commandHandler.ts';
import { recordBooking } from '../../eventStore/commands/recordBooking.ts';
import { conflictKeys } from '../calcom/contentKey.ts';
import { type TranslatorClinic, translateCalcom } from '../calcom/translate.ts';
import type { DeliverySource } from './delivery.ts';

/** What is to be done about a delivery. */
export type Plan =
  | {
      readonly kind: 'commands';
      readonly trigger: string;
      /** Deliveries that share one are carried out one after the other. */
      readonly keys: readonly string[];
      /** May be repeated: everything that it appends is named by the delivery. */
      readonly carryOut: (log: Log, clinic: ClinicSlug, delivery: string) => Promise<void>;
    }
  | { readonly kind: 'ignored' | 'parked'; readonly trigger: string | null; readonly reason: string; readonly keys: readonly [] };

/** Reads a delivery as what is to be done about it: each source has its translator. */
export function planDelivery(source: DeliverySource, body: Uint8Array, clinic: TranslatorClinic): Plan {
  if (source === 'CHATWOOT') return { kind: 'parked', trigger: null, reason: 'conversations are not read yet', keys: [] };
  const translation = translateCalcom(body, clinic);
  if (translation.kind !== 'reports') return { ...translation, keys: [] };
  const { trigger, reports } = translation;
  return {
    kind: 'commands',
    trigger,
    keys: conflictKeys(translation),
    async carryOut(log, slug, delivery) {
      for (const [index, report] of reports.entries()) {
        const { occurredAt, details } = report;
        const id = reports.length === 1 ? delivery : `${delivery}/${index}`;
        await recordBooking(log, slug, report, { id, correlationId: delivery, actor: 'cal.com', channel: details.channel, occurredAt });
      }
    },
  };
}
