import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPostmaster } from '../../src/database/embedded/lockFile.ts';
import { signCalcom } from '../../src/webhooks/calcom/signature.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { type ChildServer, type StartFailed, startChildServer } from '../support/childServer.ts';
import { demoClinicFile } from '../support/memoryClinic.ts';
import { serverDirectory } from '../support/serverDirectory.ts';

let home: string;
beforeAll(async () => {
  home = await serverDirectory();
});
afterAll(() => rm(home, { recursive: true, force: true }));

const postgresPid = (data: string): number =>
  Number(readFileSync(join(data, 'postgres/cluster/data/postmaster.pid'), 'utf8').split('\n')[0]);

const post = (server: ChildServer, body: string): Promise<Response> =>
  fetch(`${server.url}/webhooks/calcom/oshun`, {
    method: 'POST',
    body,
    headers: { 'x-cal-signature-256': signCalcom(body, 'dev-calcom-secret') },
  });

async function bookings({ url }: ChildServer): Promise<number> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ bookings { totalCount } }' }),
  });
  return (await response.json()).data.bookings.totalCount;
}

const failure = (env: Record<string, string>): Promise<StartFailed> =>
  startChildServer({ DATA_DIR: join(home, 'never'), PORT: '0', ...env }).then(
    async (server) => {
      await server.stop();
      throw new Error('it started');
    },
    (error) => error,
  );

describe('npm start', () => {
  test('runs everything from an empty directory, says where, and stops cleanly on Ctrl-C', async () => {
    const data = join(home, 'one');
    const server = await startChildServer({ DATA_DIR: data, PORT: '0' });
    const screen = server.screen.join('\n');
    expect(screen).toContain('Karen is ready for Oshun Cosmetic');
    expect(screen).toContain(`POST ${server.url}/webhooks/calcom/oshun   (secret: dev-calcom-secret)`);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect((await post(server, calcomBody())).status).toBe(200);
    const pid = postgresPid(data);
    expect(isPostmaster(pid)).toBe(true);
    expect(await server.stop()).toBe(0);
    expect(isPostmaster(pid)).toBe(false);
  });

  test('goes on with what it had, on one database with a second server beside it', async () => {
    const data = join(home, 'one');
    const [first, second] = await Promise.all([
      startChildServer({ DATA_DIR: data, PORT: '0' }),
      startChildServer({ DATA_DIR: data, PORT: '0' }),
    ]);
    expect((await post(second, calcomBody({ uid: 'uid-second-start' }))).status).toBe(200);
    while ((await bookings(first)) < 2);
    expect(await bookings(second)).toBe(2);
    await first.stop();
    expect(await bookings(second)).toBe(2);
    await second.stop();
  });

  test('two from nothing at once share one new database', async () => {
    const data = join(home, 'two');
    const both = await Promise.all([startChildServer({ DATA_DIR: data, PORT: '0' }), startChildServer({ DATA_DIR: data, PORT: '0' })]);
    expect((await post(both[0], calcomBody())).status).toBe(200);
    while ((await bookings(both[1])) < 1);
    for (const one of both) await one.stop();
  });

  test.each([
    ['PORT', { PORT: 'http' }, /^PORT must be a whole number/],
    ['HOST', { HOST: '0.0.0.0' }, /^HOST is 0\.0\.0\.0, and nobody has to log in/],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of/],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }, /^DATABASE_URL must be a URL/],
    ['ENCRYPTION_KEY', { ENCRYPTION_KEY: 'short' }, /^ENCRYPTION_KEY must be 32 bytes/],
    ['CLINIC_CONFIG', { CLINIC_CONFIG: 'nowhere.yaml' }, /^CLINIC_CONFIG names nowhere\.yaml, which cannot be read/],
    [
      'CALCOM_WEBHOOK_SECRET_FILE',
      { CALCOM_WEBHOOK_SECRET_FILE: 'nowhere' },
      /^CALCOM_WEBHOOK_SECRET_FILE names nowhere, which cannot be read/,
    ],
  ])('is stopped by a bad %s with one line that names it', async (_name, env, line) => {
    const { exitCode, lines } = await failure(env);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(line);
    expect(exitCode).toBe(2);
  });

  test('is stopped by a bad line of the clinic file with one line that names it', async () => {
    const file = join(home, 'bad.yaml');
    await writeFile(file, readFileSync(demoClinicFile, 'utf8').replace('timeZone: America/Jamaica', 'timeZone: America/Kingston'));
    const { exitCode, lines } = await failure({ CLINIC_CONFIG: file });
    expect(lines).toEqual([`${file}:7 clinics[0].timeZone: "America/Kingston" is not an IANA time zone`]);
    expect(exitCode).toBe(2);
  });

  test('is stopped by a port in use with one line that names it', async () => {
    const data = join(home, 'port');
    const server = await startChildServer({ DATA_DIR: data, PORT: '0' });
    const port = new URL(server.url).port;
    const { lines, exitCode } = await failure({ PORT: port, DATA_DIR: data });
    expect(lines).toEqual([`PORT ${port} is in use: set PORT to another, or stop the other server`]);
    expect(exitCode).toBe(1);
    await server.stop();
  });
});
