import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ProcessStatus } from '../processes/status.ts';

/** What the server counts; labels hold clinics and kinds, never anything of a person. */
export interface Metrics {
  readonly registry: Registry;
  readonly deliveries: Counter<'source' | 'status'>;
  readonly refusedWebhooks: Counter<'source' | 'reason'>;
  readonly processedDeliveries: Counter<'status'>;
  readonly projectedBatches: Counter;
  readonly comparedBookings: Counter<'clinic' | 'outcome'>;
  readonly bookingLinks: Counter<'outcome'>;
  readonly intakeForms: Counter<'outcome'>;
  readonly loopErrors: Counter<'loop'>;
  readonly cutSubscribers: Counter;
  readonly effects: Counter<'process' | 'outcome'>;
  readonly messagesHandedOver: Counter<'clinic' | 'kind'>;
}

/** What is measured only when somebody asks. */
export interface Gauges {
  /** Live feed subscribers now. */
  readonly subscribers: () => number;
  /** Deliveries that wait to be carried out. */
  readonly waiting: () => Promise<number>;
  readonly lags: () => Promise<readonly { readonly name: string; readonly lagEvents: number; readonly deadLetters: number }[]>;
  readonly processes: () => Promise<readonly ProcessStatus[]>;
}

export function createMetrics({ subscribers, waiting, lags, processes }: Gauges): Metrics {
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
  // Of one scrape all are read together; a part that is away leaves its last figure.
  let measuring: Promise<void> | null = null;
  const measure = (): Promise<void> => {
    measuring ??= (async () => {
      deliveries.set(await waiting());
      for (const { name, lagEvents, deadLetters } of await lags()) {
        lag.set({ projection: name }, lagEvents);
        letters.set({ projection: name }, deadLetters);
      }
      for (const { name, lagEvents, lateSeconds, ...effects } of await processes()) {
        processLag.set({ process: name }, lagEvents);
        late.set({ process: name }, lateSeconds);
        for (const state of ['due', 'waiting', 'failed', 'held'] as const) kept.set({ process: name, state }, effects[state]);
      }
    })()
      .catch(() => {})
      .finally(() => {
        measuring = null;
      });
    return measuring;
  };
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Gauge<Label> =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry], collect: measure });
  const deliveries = gauge('inbox_waiting_deliveries', 'Deliveries that wait to be carried out');
  const lag = gauge('projection_lag_events', 'Events that a projection has not taken in; counted up to 1,000', ['projection']);
  const letters = gauge('projection_dead_letters', 'Events that a projection set aside', ['projection']);
  const processLag = gauge('process_lag_events', 'Events that a process has not seen; counted up to 1,000', ['process']);
  const late = gauge('process_late_seconds', 'How long the oldest effect that is due has been due', ['process']);
  const kept = gauge('process_effects', 'Effects that are due, wait for their time, failed, or are held after a restore', [
    'process',
    'state',
  ]);
  return {
    registry,
    deliveries: counter('webhook_deliveries_total', 'Webhook deliveries answered with 200, by what became of them', ['source', 'status']),
    refusedWebhooks: counter('webhook_refused_total', 'Webhook requests that were not accepted', ['source', 'reason']),
    processedDeliveries: counter('inbox_deliveries_total', 'Deliveries taken from the inbox, by result', ['status']),
    comparedBookings: counter('reconciliation_bookings_total', 'Bookings compared with the calendar, by what came of it', [
      'clinic',
      'outcome',
    ]),
    bookingLinks: counter('booking_links_total', 'Requests for booking links, by what became of them', ['outcome']),
    intakeForms: counter('intake_forms_total', 'Requests for intake forms, by what became of them', ['outcome']),
    projectedBatches: counter('projection_batches_total', 'Batches of events written to the read models'),
    loopErrors: counter('loop_errors_total', 'Errors after which a loop started over', ['loop']),
    messagesHandedOver: counter(
      'messages_handed_over_total',
      'Messages handed to Chatwoot; those of the kind `again` may have been there: the window of docs/decisions/014-sending.md',
      ['clinic', 'kind'],
    ),
    effects: counter('process_effects_total', 'Effects carried out, by what became of them', ['process', 'outcome']),
    cutSubscribers: counter('feed_cut_subscribers_total', 'Subscribers cut for being too slow'),
  };
}
