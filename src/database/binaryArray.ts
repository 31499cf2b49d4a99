/** The numbers of the types in PostgreSQL's catalogue. */
const types = { bytea: 17, json: 114, jsonb: 3802 } as const;

export type JsonType = 'json' | 'jsonb';

export const isJsonType = (type: string): type is JsonType => type === 'json' || type === 'jsonb';

/**
 * Makes the value of a `bytea[]` parameter, in PostgreSQL's binary format.
 * pg would write it as hexadecimal text, twice the bytes: reading that was half of what PostgreSQL did for an append of 64 events.
 */
export const byteaArray = (values: readonly Uint8Array[]): Buffer => binaryArray(types.bytea, values);

/**
 * Makes the value of a `json[]` or `jsonb[]` parameter of JSON texts, in the same format.
 * pg would write one text with each quote of theirs escaped, which takes longer than all the rest of an upsert.
 */
export function jsonArray(type: JsonType, texts: readonly (string | null)[]): Buffer {
  // What jsonb is sent as begins with the version of that format, a byte of 1.
  const version = type === 'jsonb' ? '\u0001' : '';
  const values = texts.map((text) => (text === null ? null : Buffer.from(version + text)));
  return binaryArray(types[type], values);
}

function binaryArray(type: number, values: readonly (Uint8Array | null)[]): Buffer {
  const header = 20;
  const array = Buffer.allocUnsafe(values.reduce((size, value) => size + 4 + (value?.byteLength ?? 0), header));
  // Dimensions, that there may be nulls, the type, the length and the first subscript of the one dimension.
  for (const [index, word] of [1, 1, type, values.length, 1].entries()) array.writeInt32BE(word, 4 * index);
  let at = header;
  for (const value of values) {
    at = array.writeInt32BE(value?.byteLength ?? -1, at);
    if (value === null) continue;
    array.set(value, at);
    at += value.byteLength;
  }
  return array;
}
