import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../../src/server/settings.ts';

const key = Buffer.alloc(32, 7).toString('base64');

describe('the settings', () => {
  test('are complete without any environment', () => {
    expect(readSettings({})).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      role: 'all',
      dataDirectory: '.data',
      clinicFile: 'config/clinics.yaml',
      auth: null,
      databaseUrl: null,
    });
  });

  test.each([
    [{ PORT: 'eighty' }, 'PORT must be a whole number from 0 to 65535; it is "eighty"'],
    [{ PORT: '70000' }, 'PORT must be a whole number'],
    [{ ROLE: 'both' }, 'ROLE must be one of all, api, worker; it is "both"'],
    [{ HOST: '0.0.0.0' }, 'HOST is 0.0.0.0, and nobody has to log in'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must be a URL that begins with postgres://'],
    [{ DATABASE_URL: 'postgres://u:p@127.0.0.1/x' }, 'ENCRYPTION_KEY is required with DATABASE_URL'],
    [{ ENCRYPTION_KEY: 'short' }, 'ENCRYPTION_KEY must be 32 bytes'],
    [{ ENCRYPTION_KEY: `${key},${key},${key}` }, 'ENCRYPTION_KEY may list two values'],
    [{ EVENTSTORE_URL: 'http://127.0.0.1:2113' }, 'EVENTSTORE_URL must be a URL that begins with esdb://'],
    [{ MONGODB_URL: 'postgres://127.0.0.1/jobs' }, 'MONGODB_URL must be a URL that begins with mongodb://'],
    [{ AUTH_JWT_SECRET: 'a', AUTH_JWKS_URL: 'https://x.example.com' }, 'AUTH_JWT_SECRET and AUTH_JWKS_URL are both set'],
    [{ CALCOM_WEBHOOK_SECRET_FILE: 'no-such-file' }, 'CALCOM_WEBHOOK_SECRET_FILE names no-such-file, which cannot be read'],
    [{ CHATWOOT_ACCOUNT_ID: 'seven' }, 'CHATWOOT_ACCOUNT_ID must be a whole number'],
  ])('name in one line what is wrong with %j', (env, message) => {
    const read = (): unknown => readSettings(env);
    expect(read).toThrow(message);
    try {
      read();
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });

  test('never repeat a secret in a problem', () => {
    expect(() => readSettings({ DATABASE_URL: 'mysql://user:hunter2@x' })).toThrow(/^(?!.*hunter2)/);
  });

  test('take a secret from a file, and two while it is rotated', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'secret');
    writeFileSync(file, 'new-secret, old-secret\n');
    expect(readSettings({ CALCOM_WEBHOOK_SECRET_FILE: file }).overrides.calcom.webhookSecrets).toEqual(['new-secret', 'old-secret']);
  });

  test('take the several hosts of a cluster', () => {
    const mongodb = 'mongodb://user:secret@one.example.com:27017,two.example.com:27017/jobs?replicaSet=rs0';
    const events = 'esdb://one.example.com:2113,two.example.com:2113,three.example.com:2113?tls=true';
    expect(readSettings({ MONGODB_URL: mongodb, EVENTSTORE_URL: events })).toMatchObject({ mongodbUrl: mongodb, eventStoreUrl: events });
    expect(() => readSettings({ MONGODB_URL: 'http://one.example.com:1,two.example.com:2/jobs' })).toThrow('MONGODB_URL must be a URL');
  });

  test('read an encryption key as base64 or hexadecimal', () => {
    const hex = Buffer.alloc(32, 7).toString('hex');
    expect(readSettings({ ENCRYPTION_KEY: `${key},${hex}` }).encryptionKeys?.map((one) => Buffer.from(one).toString('base64'))).toEqual([
      key,
      key,
    ]);
  });

  test('serve other hosts once somebody has to log in', () => {
    expect(readSettings({ HOST: '0.0.0.0', AUTH_JWT_SECRET: 'secret' })).toMatchObject({ host: '0.0.0.0', auth: { secrets: ['secret'] } });
  });
});
