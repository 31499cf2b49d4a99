import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** What the server counts; labels hold clinics and kinds, never anything of a person. */
export interface Metrics {
  readonly registry: Registry;
  readonly deliveries: Counter<'source' | 'status'>;
  readonly refusedWebhooks: Counter<'source' | 'reason'>;
  readonly processedDeliveries: Counter<'status'>;
  readonly projectedBatches: Counter;
  readonly loopErrors: Counter<'loop'>;
  readonly cutSubscribers: Counter;
}

/** @param subscribers live feed subscribers now */
export function createMetrics(subscribers: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> =>
    new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });
  new Gauge({
    name: 'feed_subscribers',
    help: 'Live subscribers of feeds in this process',
    registers: [registry],
    collect() {
      this.set(subscribers());
    },
  });
  return {
    registry,
    deliveries: counter('webhook_deliveries_total', 'Webhook deliveries answered with 200, by what became of them', ['source', 'status']),
    refusedWebhooks: counter('webhook_refused_total', 'Webhook requests that were not accepted', ['source', 'reason']),
    processedDeliveries: counter('inbox_deliveries_total', 'Deliveries taken from the inbox, by result', ['status']),
    projectedBatches: counter('projection_batches_total', 'Batches of events written to the read models'),
    loopErrors: counter('loop_errors_total', 'Errors after which a loop started over', ['loop']),
    cutSubscribers: counter('feed_cut_subscribers_total', 'Subscribers cut for being too slow'),
  };
}
