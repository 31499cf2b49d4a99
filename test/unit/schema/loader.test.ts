import { describe, expect, test } from 'vitest';
import { createLoader } from '../../../src/schema/loader.ts';

interface Thing {
  readonly name: string;
  readonly read: number;
}

/** A loader of all things but `nothing`, and what it was asked to read. */
function thingLoader(fails = false) {
  const asked: (readonly string[])[] = [];
  const read = async (names: readonly string[]): Promise<readonly Thing[]> => {
    asked.push(names);
    if (fails) throw new Error('the data is away');
    return names.filter((name) => name !== 'nothing').map((name) => ({ name, read: asked.length }));
  };
  return {
    asked,
    loader: createLoader<string, Thing>(
      (name) => name,
      read,
      ({ name }) => name,
    ),
  };
}

describe('a loader', () => {
  test('reads together what is asked for in one turn, each once', async () => {
    const { asked, loader } = thingLoader();
    const found = await Promise.all([loader.load('a'), loader.load('b'), loader.load('a'), loader.load('nothing')]);
    expect(found).toEqual([{ name: 'a', read: 1 }, { name: 'b', read: 1 }, { name: 'a', read: 1 }, null]);
    expect(asked).toEqual([['a', 'b', 'nothing']]);
  });

  test('gives what was read ahead without a promise, also that it is not there', async () => {
    const { asked, loader } = thingLoader();
    await loader.readAhead(['a', 'nothing']);
    expect(loader.load('a')).toEqual({ name: 'a', read: 1 });
    expect(loader.load('nothing')).toBeNull();
    expect(asked).toHaveLength(1);
  });

  test('reads again what it was told to forget', async () => {
    const { loader } = thingLoader();
    await loader.readAhead(['a', 'b']);
    loader.clear('a');
    expect(await loader.load('a')).toEqual({ name: 'a', read: 2 });
    expect(loader.load('b')).toEqual({ name: 'b', read: 1 });
  });

  test('that cannot read ahead says so to whoever asks', async () => {
    const { loader } = thingLoader(true);
    await loader.readAhead(['a']);
    await expect(loader.load('a')).rejects.toThrow('away');
  });
});
