import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { listening } from './peer.ts';

// What one would write first: node:http, a pool, and an INSERT for each request, committed before it is answered.
// No signature, no tenant, no encryption, no duplicates, one index. The pool is as large as ours.
const [databaseUrl = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
await pool.query(
  `create table if not exists bare_delivery
     (id bigint generated always as identity primary key, received_at timestamptz not null default now(), body bytea not null)`,
);

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { rows } = await pool.query<{ id: string }>({
    name: 'insert',
    text: 'insert into bare_delivery (body) values ($1) returning id',
    values: [Buffer.concat(chunks)],
  });
  const text = JSON.stringify({ delivery: rows[0]?.id, status: 'accepted' });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
});
await once(server.listen(0, '127.0.0.1'), 'listening');
listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`); // it listens on a port
