import { describe, expect, test } from 'vitest';
import { eventSchemas } from '../../../src/domain/catalogue.ts';
import { createCodec } from '../../../src/eventStore/codec/codec.ts';
import type { Position } from '../../../src/eventStore/port.ts';
import { goldenEvent, goldenKeys } from '../../golden/golden.ts';

const everyVersion = Object.entries(eventSchemas).flatMap(([type, { version }]) =>
  Array.from({ length: version }, (_, index) => ({ type, version: index + 1 })),
);

describe('what was ever stored', () => {
  test.each(everyVersion)('$type, version $version, is read today', async ({ type, version }) => {
    const golden = goldenEvent(type, version);
    // `npm run golden` stores it, once: the file must be made by the version that it is of.
    expect(golden, 'there is no golden file').not.toBeNull();
    if (!golden) return;
    const { data, metadata, ...stored } = golden.stored;
    const [decoded] = await createCodec(goldenKeys).decode([
      {
        ...stored,
        data: Buffer.from(data),
        metadata: Buffer.from(metadata),
        stream: 'golden',
        revision: 0,
        position: '1' as Position, // any text will do
        recordedAt: new Date(0),
      },
    ]);
    // Fields may have been added since; of what was said nothing is lost or means anything else.
    const isNewest = eventSchemas[type as keyof typeof eventSchemas].version === version; // its own key
    if (isNewest) expect(decoded?.event).toEqual(golden.decoded);
    else expect(decoded?.event).toMatchObject(golden.decoded as object); // an event
    expect(JSON.parse(metadata).schemaVersion).toBe(version);
  });
});
