import pino from 'pino';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import { startApp } from '../../src/server/app.ts';
import { clinicNamed } from './app.ts';

// A server in a process of its own, with what `npm start` has no setting for: `startAppProcess` runs this file.
const { databaseUrl, backlog, patience } = JSON.parse(process.argv[2] ?? '{}');
const app = await startApp({
  databaseUrl,
  backlog,
  patience,
  vault: createVault([Buffer.alloc(32, 1)]),
  clinics: [clinicNamed('oshun')],
  host: '127.0.0.1',
  port: 0,
  version: 'test',
  logger: pino({ level: 'silent' }),
});
console.log(`GraphiQL ${app.url}/graphql`);
process.stdin.unref();
process.stdin.on('data', () => {
  globalThis.gc?.();
  console.log(process.memoryUsage().heapUsed);
});
process.once('SIGINT', () => void app.close().then(() => process.exit()));
