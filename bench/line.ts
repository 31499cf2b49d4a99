import type { Contest } from './contest.ts';
import type { Site } from './site/site.ts';

/** What a line works with. */
export interface Bench {
  readonly site: Site;
  /** A fraction of the work. */
  readonly quick: boolean;
  /** A database with a million events and the read models of them, made once for all lines that want it. */
  history(): Promise<History>;
}

export interface History {
  readonly databaseUrl: string;
  readonly events: number;
}

/** A line of the table: one file each under `lines/`. */
export interface Line {
  /** As `npm run bench -- <name>` names it. */
  readonly name: string;
  /** What is measured, in words. */
  readonly title: string;
  /** What keeps the figure from being better. */
  readonly bounds: string;
  /** Sets everything up; what is opened is closed by `close`. */
  open(bench: Bench): Promise<OpenLine>;
}

export interface OpenLine {
  readonly contests: readonly Contest[];
  close(): Promise<void>;
}
