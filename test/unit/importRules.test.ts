import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const biome = join(root, 'node_modules/.bin/biome');

interface Probe {
  readonly file: string;
  readonly text: string;
}

/** What the project's own linter settings say of some files that stand where no such files are: diagnostics by file. */
function lint(probes: readonly Probe[]): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'rooms-'));
  try {
    const { vcs, ...settings } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(settings));
    for (const { file, text } of probes) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const { stdout } = spawnSync(biome, ['lint', '--reporter=github', '--max-diagnostics=none', '--colors=off', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return new Map(
      probes.map(({ file }) => [
        file,
        stdout
          .split('\n')
          .filter((line) => line.includes(file))
          .join('\n'),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const importing = (name: string): string => `import { thing } from '${name}';\nexport const use = thing;\n`;

/** The rooms table of ARCHITECTURE.md, as far as the rooms differ: what each may not import. */
const forbidden: readonly (readonly [string, string])[] = [
  ['src/domain/booking/x.ts', '../../eventStore/port.ts'],
  ['src/domain/x.ts', '../database/database.ts'],
  ['src/domain/x.ts', 'pg'],
  ['src/domain/x.ts', 'node:fs'],
  ['src/domain/contact/x.ts', 'uuid'],
  ['src/database/x.ts', '../eventStore/port.ts'],
  ['src/eventStore/x.ts', '../projections/models.ts'],
  ['src/eventStore/commands/x.ts', '../../webhooks/readBody.ts'],
  ['src/webhooks/calcom/x.ts', '../../projections/models.ts'],
  ['src/webhooks/x.ts', '../server/http.ts'],
  ['src/projections/x.ts', '../webhooks/readBody.ts'],
  ['src/projections/bookings/x.ts', '../../schema/schema.ts'],
  ['src/schema/x.ts', '../server/http.ts'],
  ['src/schema/x.ts', '../webhooks/calcom/translate.ts'],
  ['src/schema/x.ts', '../projections/runner.ts'],
  ['src/processes/x.ts', '../webhooks/readBody.ts'],
  ['src/assistant/x.ts', '../eventStore/port.ts'],
  ['src/gateways/x.ts', '../database/database.ts'],
  ['src/scheduling/x.ts', '../processes/x.ts'],
  ['src/scheduling/x.ts', '../eventStore/port.ts'],
  ['src/journeys/x.ts', '../schema/schema.ts'],
  ['src/pages/x.ts', '../webhooks/readBody.ts'],
  ['src/server/x.ts', '../cli/demo.ts'],
];

const allowed: readonly (readonly [string, string])[] = [
  ['src/domain/booking/x.ts', '../contact/identifier.ts'],
  ['src/domain/contact/x.ts', 'libphonenumber-js/max'],
  ['src/domain/messaging/x.ts', 'luxon'],
  ['src/domain/care/x.ts', 'zod'],
  ['src/database/x.ts', '../domain/viewer.ts'],
  ['src/eventStore/x.ts', '../database/database.ts'],
  ['src/webhooks/calcom/x.ts', '../../eventStore/port.ts'],
  ['src/projections/bookings/x.ts', '../../eventStore/port.ts'],
  ['src/schema/x.ts', '../webhooks/inbox/deliveries.ts'],
  ['src/schema/x.ts', '../projections/bookings/queries.ts'],
  ['src/scheduling/x.ts', '../database/pool.ts'],
  ['src/processes/x.ts', '../scheduling/port.ts'],
  ['src/processes/x.ts', '../projections/bookings/queries.ts'],
  ['src/server/x.ts', '../projections/runner.ts'],
  ['src/cli/x.ts', '../webhooks/readBody.ts'],
];

/** Each pair gets a file of its own, so that one run of the linter judges all. */
const probe = ([file, name]: readonly [string, string], index: number): Probe => ({
  file: file.replace('x.ts', `probe${index}.ts`),
  text: importing(name),
});

const circle: readonly Probe[] = [
  { file: 'src/domain/circle/a.ts', text: `import { b } from './b.ts';\nexport const a = () => b;\n` },
  { file: 'src/domain/circle/b.ts', text: `import { a } from './a.ts';\nexport const b = () => a;\n` },
];

const all = [...forbidden, ...allowed].map(probe);
const verdicts = lint([...all, ...circle]);
const verdictOf = (index: number): string => verdicts.get(all[index]?.file ?? '') ?? '';

describe('the rooms', () => {
  test.each(forbidden.map(([file, name], index) => ({ file, name, index })))('$file may not import $name', ({ index }) => {
    expect(verdictOf(index)).toContain('noRestrictedImports');
  });

  test.each(allowed.map(([file, name], index) => ({ file, name, index: forbidden.length + index })))(
    '$file may import $name',
    ({ index }) => {
      expect(verdictOf(index)).not.toContain('noRestrictedImports');
    },
  );

  test('may not import one another in a circle', () => {
    expect(verdicts.get('src/domain/circle/a.ts')).toContain('noImportCycles');
  });
});
