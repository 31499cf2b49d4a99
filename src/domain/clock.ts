/** Where time comes from: the system's clock, or a virtual one that tests and `simulate` let run. */
export interface Clock {
  now(): Date;
  /** Resolves once the clock has come to the given time, at once when that is past, or when the signal aborts. */
  until(time: Date, signal: AbortSignal): Promise<void>;
}

/** A part of the system whose work a virtual clock waits for before it jumps. */
export interface Part {
  /**
   * Resolves once the part has nothing to do at the present time, with a mark that is another one whenever it has done something since.
   * What it waits for later it has told the clock by then.
   */
  settled(): Promise<string>;
}
