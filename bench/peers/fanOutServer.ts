import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { WebSocketServer } from 'ws';
import { listening } from './peer.ts';

// The least that can be done: what is posted is committed, and then sent as it is to everybody who is connected.
const [databaseUrl = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
await pool.query('create table if not exists said (id bigint generated always as identity primary key, text text not null)');

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const { rows } = await pool.query<{ at: number }>({
    name: 'say',
    text: 'insert into said (text) values ($1) returning extract(epoch from clock_timestamp())::float8 * 1000 as at',
    values: [text],
  });
  for (const client of sockets.clients) client.send(text);
  response.end(String(rows[0]?.at));
});
const sockets = new WebSocketServer({ server });
await once(server.listen(0, '127.0.0.1'), 'listening');
listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}`); // it listens on a port
