/** The number of `bytea` in PostgreSQL's catalogue. */
const bytea = 17;

/**
 * Makes the value of a `bytea[]` parameter, in PostgreSQL's binary format.
 * pg would write it as hexadecimal text, twice the bytes: reading that was half of what PostgreSQL did for an append of 64 events.
 */
export function byteaArray(values: readonly Uint8Array[]): Buffer {
  const header = 20;
  const array = Buffer.allocUnsafe(values.reduce((size, { byteLength }) => size + 4 + byteLength, header));
  // Dimensions, whether there are nulls, the type, the length and the first subscript of the one dimension.
  for (const [index, word] of [1, 0, bytea, values.length, 1].entries()) array.writeInt32BE(word, 4 * index);
  let at = header;
  for (const value of values) {
    at = array.writeInt32BE(value.byteLength, at);
    array.set(value, at);
    at += value.byteLength;
  }
  return array;
}
