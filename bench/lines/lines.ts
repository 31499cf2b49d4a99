import type { Line } from '../line.ts';
import { append } from './append.ts';
import { catchUp } from './catchUp.ts';
import { feed } from './feed.ts';
import { journey } from './journey.ts';
import { memory } from './memory.ts';
import { page } from './page.ts';
import { rebuild } from './rebuild.ts';
import { startUp } from './start.ts';
import { webhooks } from './webhooks.ts';

/** All lines, in the order in which they are run and shown. A new one is added here. */
export const lines: readonly Line[] = [webhooks, append, feed, page, journey, rebuild, catchUp, startUp, memory];
