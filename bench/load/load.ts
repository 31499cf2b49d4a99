import { type Child, startChild } from './child.ts';
import type { Load, LoadResult } from './requests.ts';

export type LoadProcess = Child<Load, LoadResult>;

/** Starts the process that sends requests, so that it has an event loop of its own. */
export const startLoad = (): Promise<LoadProcess> => startChild<Load, LoadResult>(new URL('./requests.ts', import.meta.url));

export const perSecond = ({ seconds, milliseconds }: LoadResult): number => milliseconds.length / seconds;

/** The time within which a share of the answers came, from 0 to 1. */
export const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
