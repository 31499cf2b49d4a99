import type { Viewer } from '../domain/viewer.ts';
import type { LoggedEvent } from '../eventStore/codec/envelope.ts';
import type { JourneySources } from './journey.ts';

/** Reads whole streams, decoded; keys of all of them are read in one round trip. What cannot be read is left out: the projections name it. */
export async function readStreams(
  { store, codec }: Pick<JourneySources, 'store' | 'codec'>,
  viewer: Viewer,
  streams: readonly string[],
): Promise<readonly LoggedEvent[]> {
  const records = await Promise.all(streams.map((stream) => store.readStream(viewer, stream)));
  const decoded = await codec.decodeEach(records.flat());
  return decoded.filter((one): one is LoggedEvent => !('record' in one));
}

export const compareByPosition = (a: Pick<LoggedEvent, 'position'>, b: Pick<LoggedEvent, 'position'>): number =>
  a.position < b.position ? -1 : a.position > b.position ? 1 : 0;
