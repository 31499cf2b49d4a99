const names = 'token|secret|password|api_?key|provider_config|hmac|credential';

/** Members that hold a credential of the channel or of the widget's visitor, whatever object they stand in (integrations.md 3.2 and 3.3). */
const isCredential = (name: string): boolean => new RegExp(names, 'i').test(name);

/** The same in a text that is no JSON, such as half a body: the member with its value, which may be cut off. */
const inText = new RegExp(`"([^"\\\\]*(?:${names})[^"\\\\]*)"\\s*:\\s*(?:"(?:[^"\\\\]|\\\\.)*(?:"|$)|[^,}\\]]*)`, 'gi');

/** The body without the credentials that Chatwoot puts into it: they are not stored. What cannot be read stays as it came, but for those. */
export function withoutCredentials(body: Uint8Array): Uint8Array {
  const text = Buffer.from(body).toString('utf8');
  try {
    return Buffer.from(JSON.stringify(JSON.parse(text, (name, value: unknown) => (isCredential(name) ? undefined : value))));
  } catch {
    const without = text.replace(inText, '"$1":null');
    return without === text ? body : Buffer.from(without);
  }
}
