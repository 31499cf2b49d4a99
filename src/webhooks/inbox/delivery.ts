import { createHmac } from 'node:crypto';
import type { ClinicSlug } from '../../domain/ids.ts';
import { preparedKey } from '../../eventStore/keys/preparedKey.ts';

export const deliverySources = ['CALCOM', 'CHATWOOT'] as const;
export type DeliverySource = (typeof deliverySources)[number];

export const deliveryStatuses = ['RECEIVED', 'PROCESSED', 'IGNORED', 'PARKED'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** A delivery as people see it. */
export interface Delivery {
  readonly id: string;
  readonly clinic: ClinicSlug;
  readonly source: DeliverySource;
  readonly trigger: string | null;
  readonly receivedAt: Date;
  readonly status: DeliveryStatus;
  readonly reason: string | null;
  readonly attempts: number;
}

/** What the body of a delivery is bound to when it is encrypted. */
export const bodyContext = (id: string): string => `delivery/${id}`;

/** The id of a content: a UUID (version 8) of its keyed hash, since the content may name people. */
export function deliveryId(key: Uint8Array, source: DeliverySource, content: string | Uint8Array): string {
  const hash = createHmac('sha256', preparedKey(key)).update(`${source}\n`).update(content).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
