import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type CalcomWebhook, ping } from '../../../../src/cli/demo/calcomBodies.ts';
import { connectServer, type ServerOptions } from '../../../../src/cli/demo/server.ts';
import { verifyCalcomSignature } from '../../../../src/webhooks/calcom/signature.ts';
import { verifyChatwootSignature } from '../../../../src/webhooks/chatwoot/signature.ts';

const body: CalcomWebhook = ping(new Date('2026-03-02T00:00:00Z'));
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** An HTTP server that answers as told; gives its address. */
async function answering(answer: (request: IncomingMessage, response: ServerResponse, text: string) => void): Promise<string> {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    answer(request, response, text);
  }).listen(0, '127.0.0.1');
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
}

const connect = (url: string, more: Partial<ServerOptions> = {}) =>
  connectServer({
    url,
    clinic: 'oshun',
    secret: 'a secret',
    chatwootSecret: 'another secret',
    signal: new AbortController().signal,
    patience: 5_000,
    ...more,
  });

const json = (response: ServerResponse, status: number, value: object, headers: Record<string, string> = {}): void => {
  response.writeHead(status, headers).end(JSON.stringify(value));
};

describe('sending a body', () => {
  test('signs exactly what it sends, to the webhook of the clinic', async () => {
    const seen: unknown[] = [];
    const url = await answering((request, response, text) => {
      const header = String(request.headers['x-cal-signature-256']);
      seen.push(request.method, request.url, verifyCalcomSignature({ body: Buffer.from(text), header, secrets: ['a secret'] }), text);
      json(response, 200, { delivery: 'd', status: 'duplicate' });
    });
    expect(await connect(url).post(body)).toBe('duplicate');
    expect(seen).toEqual(['POST', '/webhooks/calcom/oshun', true, JSON.stringify(body)]);
  });

  test('of Chatwoot signs it with the moment, by the other secret', async () => {
    const seen: unknown[] = [];
    const url = await answering((request, response, text) => {
      const { 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': signature } = request.headers;
      const delivery = { body: Buffer.from(text), timestamp: String(timestamp), signature: String(signature) };
      seen.push(request.url, verifyChatwootSignature(delivery, ['another secret'], new Date()));
      json(response, 200, { delivery: 'd', status: 'accepted' });
    });
    expect(await connect(url).postChatwoot({ event: 'message_created' })).toBe('accepted');
    expect(seen).toEqual(['/webhooks/chatwoot/oshun', true]);
  });

  test('is tried again while the server says 503, and says so', async () => {
    let asked = 0;
    const url = await answering((_request, response) => {
      asked += 1;
      json(response, asked < 4 ? 503 : 200, { status: 'accepted' }, { 'retry-after': '0' });
    });
    let retries = 0;
    const server = connect(url, { onRetry: () => (retries += 1) });
    expect(await server.post(body)).toBe('accepted');
    expect([asked, retries]).toEqual([4, 3]);
  });

  test('is tried again when the connection breaks: a body that arrived all the same is a duplicate then', async () => {
    let asked = 0;
    const url = await answering((_request, response) => {
      asked += 1;
      if (asked === 1) response.destroy();
      else json(response, 200, { status: 'duplicate' });
    });
    expect(await connect(url).post(body)).toBe('duplicate');
  });

  test('is given up when the server stays away', async () => {
    const url = await answering((_request, response) => json(response, 503, {}));
    await expect(connect(url, { patience: 0 }).post(body)).rejects.toThrow(/503 for 0 s/);
  });

  test.each([
    [401, 'with --secret'],
    [404, 'with --clinic'],
    [413, 'answered a webhook with 413'],
  ])('is not tried again after %i', async (status, words) => {
    let asked = 0;
    const url = await answering((_request, response) => {
      asked += 1;
      json(response, status, { error: 'no' });
    });
    await expect(connect(url).post(body)).rejects.toThrow(words);
    expect(asked).toBe(1);
  });

  test('ends with the reason of the signal, also while it waits to try again', async () => {
    const stopping = new AbortController();
    const url = await answering((_request, response) => json(response, 503, {}));
    const server = connect(url, { signal: stopping.signal, onRetry: () => stopping.abort(new Error('stop')) });
    await expect(server.post(body)).rejects.toThrow();
    expect(stopping.signal.aborted).toBe(true);
  });
});

describe('asking the API', () => {
  test('says to start a server where there is none', async () => {
    const url = await answering(() => {});
    for (const end of ends.splice(0)) end();
    await expect(connect(url).askOnce('{ x }')).rejects.toThrow(/no server answers at .*: start one with npm start/);
  });

  test('says that it is another server when its answer cannot be read', async () => {
    const url = await answering((_request, response) => void response.end('<html>'));
    await expect(connect(url).askOnce('{ x }')).rejects.toThrow("is not this project's server");
  });

  test.each([
    ['UNAUTHENTICATED', 'asks for a login'],
    ['FORBIDDEN', 'the API says "no"'],
  ])('tells of the error %s in a line', async (code, words) => {
    const url = await answering((_request, response) => json(response, 200, { errors: [{ message: 'no', extensions: { code } }] }));
    await expect(connect(url).ask('{ x }')).rejects.toThrow(words);
  });

  test('waits while the database is away', async () => {
    let asked = 0;
    const url = await answering((_request, response) => {
      asked += 1;
      json(
        response,
        200,
        asked === 1 ? { data: null, errors: [{ message: 'away', extensions: { code: 'UNAVAILABLE' } }] } : { data: { x: 1 } },
      );
    });
    expect(await connect(url).ask('{ x }')).toEqual({ x: 1 });
  });
});

describe('opening a booking link', () => {
  test('gives the page that it leads to, and does not go there', async () => {
    const asked: unknown[] = [];
    const url = await answering((request, response) => {
      asked.push(request.url, request.headers['user-agent']);
      response.writeHead(302, { location: 'https://cal.example.com/oshun?metadata%5Bjourney%5D=j' }).end();
    });
    const page = await connect(url).open(`${url}/b/token`, 'a phone');
    expect(page.searchParams.get('metadata[journey]')).toBe('j');
    expect(asked).toEqual(['/b/token', 'a phone']);
  });

  test('fails where it leads nowhere', async () => {
    const url = await answering((_request, response) => json(response, 404, {}));
    await expect(connect(url).open(`${url}/b/token`, 'a phone')).rejects.toThrow('a booking link was answered with 404, and leads nowhere');
  });
});
