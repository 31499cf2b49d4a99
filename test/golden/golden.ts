import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventSchemas } from '../../src/domain/catalogue.ts';
import type { ClinicSlug, ContactId, Instant } from '../../src/domain/ids.ts';
import { createCodec } from '../../src/eventStore/codec/codec.ts';
import { idFrom } from '../../src/eventStore/codec/envelope.ts';
import type { KeyStore } from '../../src/eventStore/keys/keyStore.ts';
import { samples } from './samples.ts';

/** An event as some version of this program stored it, and what every later one must read it as. */
export interface GoldenEvent {
  readonly stored: { readonly id: string; readonly type: string; readonly data: string; readonly metadata: string };
  readonly decoded: unknown;
}

const folder = join(import.meta.dirname, 'events');
export const goldenFile = (type: string, version: number): string => join(folder, `${type}.v${version}.json`);

export const goldenEvent = (type: string, version: number): GoldenEvent | null => {
  const file = goldenFile(type, version);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as GoldenEvent) : null; // written below
};

const key = Buffer.alloc(32, 7);

/** One key for everybody, so that golden files can be opened for ever. */
export const goldenKeys: KeyStore = {
  clinicKey: async () => key,
  subjectKey: async () => key,
  subjectKeys: async (subjects) => new Map(subjects.map(({ clinic, contact }) => [`${clinic}/${contact}`, key])),
  destroySubjectKey: async () => {},
};

/** Stores the sample of every type whose newest version has no golden file. A file that is there is never written again. */
export async function writeGoldenEvents(): Promise<readonly string[]> {
  const codec = createCodec(goldenKeys);
  const written: string[] = [];
  for (const [type, event] of Object.entries(samples)) {
    const file = goldenFile(type, eventSchemas[event.type].version);
    if (existsSync(file)) continue;
    const metadata = {
      clinic: 'oshun' as ClinicSlug, // a well-formed slug
      subject: '00000000-0000-4000-8000-00000000c001' as ContactId, // a UUID
      actor: 'cal.com',
      channel: 'WHATSAPP',
      correlationId: 'journey',
      causationId: 'delivery',
      occurredAt: '2026-10-05T18:22:41.317Z' as Instant, // UTC with milliseconds
    } as const;
    const [stored] = await codec.encode([{ id: idFrom('golden', type), event, metadata }]);
    if (!stored) continue;
    const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
    const golden: GoldenEvent = { stored: { ...stored, data: text(stored.data), metadata: text(stored.metadata) }, decoded: event };
    writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`);
    written.push(file);
  }
  return written;
}
