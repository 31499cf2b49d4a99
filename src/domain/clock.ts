/** Where time comes from: the system's clock, or a virtual one that tests and `simulate` let run. */
export interface Clock {
  now(): Date;
  /** Resolves once the clock has come to the given time, at once when that is past, or when the signal aborts. */
  until(time: Date, signal: AbortSignal): Promise<void>;
}
