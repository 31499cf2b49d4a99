import pino, { type Logger } from 'pino';

export type { Logger };

/** Errors of our own, whose messages are written without personal data. */
const speaking = new Set(['EventStoreError', 'FeedError', 'SettingsError', 'Unavailable', 'LeaseLost', 'CheckpointMoved']);

/**
 * What may be logged of an error: its name, code and place.
 * The message only of our own kinds: PostgreSQL and parsers quote the data that they refuse.
 */
export function loggable(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    ...(speaking.has(error.name) ? { message: error.message } : {}),
    stack: frames.slice(0, 12).join('\n'),
    ...(error.cause === undefined ? {} : { cause: loggable(error.cause) }),
  };
}

/** JSON lines on standard error, so that standard output stays for people. */
export const createLogger = (level: string): Logger =>
  pino({ level, base: null, serializers: { err: loggable } }, pino.destination({ dest: 2, sync: false }));
