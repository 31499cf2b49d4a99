import type { IncomingMessage } from 'node:http';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

const hostnameOf = (host: string): string | null => (URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : null);

/** Tells whether a host setting reaches this machine only. */
export const isLoopback = (host: string): boolean => loopbackNames.has(host) || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

/**
 * In development mode nobody logs in, so a page on the internet must not be able to act as the developer:
 * the Host must be this machine (DNS rebinding), and an Origin, where a browser sends one, this very server.
 */
export function isForeignRequest({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const host = headers.host ?? '';
  const name = hostnameOf(host);
  if (name === null || !isLoopback(name)) return true;
  const { origin } = headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== new URL(`http://${host}`).host);
}
