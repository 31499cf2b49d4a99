/** A request as the stand-in took it. */
export interface ApiRequest {
  readonly method: string;
  /** Below the account: `/conversations/1042/messages`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What goes wrong with one request (integrations.md 4). */
export type Fault =
  /** 429 of the rate limiter, in plain words. */
  | 'tooMany'
  /** 500, and nothing is stored. */
  | 'broken'
  /** No answer, and nothing is stored. */
  | 'hangs'
  /** Stored, and no answer. */
  | 'storesAndHangs'
  /** Stored, and the connection breaks. */
  | 'storesAndBreaks'
  /** No answer now; stored when the test says so, long after the client has given up. */
  | 'storesLate'
  /** Stored and answered; the channel refuses it when the test says so. */
  | 'failsLater';

export interface FaultDetails {
  /** What the rate limiter says of when to come again; by default nothing. */
  readonly retryAfter?: string;
}

/** A fault that is to happen to one request. */
export interface PlannedFault extends FaultDetails {
  readonly fault: Fault;
  readonly when: (request: ApiRequest) => boolean;
}

/** The faults that are still to happen, each to the next request that it fits. */
export interface Faults {
  plan(fault: Fault, when?: (request: ApiRequest) => boolean, details?: FaultDetails): void;
  take(request: ApiRequest): PlannedFault | null;
}

export function createFaults(): Faults {
  const planned: PlannedFault[] = [];
  return {
    plan(fault, when = () => true, details = {}) {
      planned.push({ fault, when, ...details });
    },
    take(request) {
      const index = planned.findIndex(({ when }) => when(request));
      return index < 0 ? null : (planned.splice(index, 1)[0] ?? null);
    },
  };
}
