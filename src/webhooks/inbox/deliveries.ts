import type { Database } from '../../database/database.ts';
import { type Page, type PageRequest, pageOf } from '../../database/keyset.ts';
import type { ClinicSlug } from '../../domain/ids.ts';
import { systemViewer, type Viewer } from '../../domain/viewer.ts';
import type { Delivery, DeliveryStatus } from './delivery.ts';

export interface DeliveryFilter {
  readonly clinics: readonly ClinicSlug[];
  readonly status: DeliveryStatus | null;
}

const columns = `id, clinic, source, trigger, received_at as "receivedAt", status, reason, attempts`;

/** Deliveries, newest first. */
export async function listDeliveries(
  database: Database,
  viewer: Viewer,
  { clinics, status }: DeliveryFilter,
  page: PageRequest,
): Promise<Page<Delivery>> {
  const { after, before, backwards, limit } = page;
  const rows = await database.query<Delivery>(viewer, {
    text: `select ${columns} from delivery
           where clinic = any($1) and ($2::text is null or status = $2)
             and ($3::timestamptz is null or (received_at, id) < ($3, $4::uuid))
             and ($5::timestamptz is null or (received_at, id) > ($5, $6::uuid))
           order by received_at ${backwards ? 'asc, id asc' : 'desc, id desc'} limit $7`,
    values: [clinics, status, after?.at ?? null, after?.id ?? null, before?.at ?? null, before?.id ?? null, limit],
  });
  return pageOf(rows, page);
}

export async function countDeliveries(database: Database, viewer: Viewer, { clinics, status }: DeliveryFilter): Promise<number> {
  const [row] = await database.query<{ count: number }>(viewer, {
    text: 'select count(*) from delivery where clinic = any($1) and ($2::text is null or status = $2)',
    values: [clinics, status],
  });
  return row?.count ?? 0;
}

/** Deliveries of all clinics that wait to be carried out. */
export async function waitingDeliveries(database: Database): Promise<number> {
  const [row] = await database.query<{ count: number }>(systemViewer('metrics'), {
    text: `select count(*) from delivery where status = 'RECEIVED'`,
  });
  return row?.count ?? 0;
}

/** The deliveries that the viewer sees of those asked for, in no order. */
export const deliveriesByIds = (database: Database, viewer: Viewer, ids: readonly string[]): Promise<Delivery[]> =>
  database.query<Delivery>(viewer, {
    name: 'deliveries_by_ids',
    text: `select ${columns} from delivery where id = any($1::uuid[])`,
    values: [ids],
  });

export type RetryResult =
  | { readonly type: 'retried'; readonly delivery: Delivery }
  | { readonly type: 'notFound' }
  | { readonly type: 'illegalState'; readonly reason: string };

/** Has a delivery tried again that is parked or waits for its next attempt. */
export async function retryDelivery(database: Database, viewer: Viewer, id: string): Promise<RetryResult> {
  const [delivery] = await database.query<Delivery>(viewer, {
    text: `update delivery set status = 'RECEIVED', reason = null, next_attempt_at = now(), processed_at = null
           where id = $1 and status in ('PARKED', 'RECEIVED') and body is not null returning ${columns}`,
    values: [id],
  });
  if (delivery) return { type: 'retried', delivery };
  const [found] = await deliveriesByIds(database, viewer, [id]);
  if (!found) return { type: 'notFound' };
  const done = found.status === 'PROCESSED' || found.status === 'IGNORED';
  return { type: 'illegalState', reason: done ? `the delivery is ${found.status}` : 'the body was deleted after the clinic’s retention' };
}

/** How long each clinic keeps bodies, in milliseconds. */
export type Retentions = ReadonlyMap<ClinicSlug, number>;

/** Deletes the bodies that a clinic keeps no longer. One that is still to be carried out is kept whatever its age. */
export async function purgeBodies(database: Database, retentions: Retentions, now: Date): Promise<number> {
  const [row] = await database.query<{ count: number }>(systemViewer('retention'), {
    text: `with purged as (
             update delivery set body = null from unnest($1::text[], $2::timestamptz[]) as kept(clinic, since)
             where delivery.clinic = kept.clinic and received_at < kept.since and body is not null and status <> 'RECEIVED' returning 1
           ) select count(*) from purged`,
    values: [[...retentions.keys()], [...retentions.values()].map((age) => new Date(now.getTime() - age).toISOString())],
  });
  return row?.count ?? 0;
}
