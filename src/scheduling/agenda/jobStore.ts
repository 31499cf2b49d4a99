import type { AgendaBackend } from 'agenda';

/** Where Agenda keeps its jobs. */
export interface JobStore {
  /** For people: `PostgreSQL`, `MongoDB`. */
  readonly name: string;
  readonly backend: AgendaBackend;
  /** Gives up the connections. */
  close(): Promise<void>;
}
