import { describe, expect, test } from 'vitest';
import { withoutCredentials } from '../../../../src/webhooks/chatwoot/credentials.ts';

const stripped = (text: string): string => Buffer.from(withoutCredentials(Buffer.from(text))).toString('utf8');

describe('a body without its credentials', () => {
  test('has lost them wherever they stood, and nothing else', () => {
    const body = {
      event: 'inbox_updated',
      contact_inbox: { source_id: '18765550142', hmac_verified: true, pubsub_token: 'canary-1' },
      channel: {
        phone_number: '+18765550100',
        provider_config: { api_key: 'canary-2', phone_number_id: '1' },
        page_access_token: 'canary-3',
        smtp_password: 'canary-4',
        hmac_token: 'canary-5',
      },
      messages: [{ content: 'what is your api_key policy?', conversation: { contact_inbox: { pubsub_token: 'canary-6' } } }],
    };
    const kept = stripped(JSON.stringify(body));
    expect(kept).not.toContain('canary');
    expect(JSON.parse(kept)).toEqual({
      event: 'inbox_updated',
      contact_inbox: { source_id: '18765550142' },
      channel: { phone_number: '+18765550100' },
      messages: [{ content: 'what is your api_key policy?', conversation: { contact_inbox: {} } }],
    });
  });

  test.each([
    ['half a body', '{"contact_inbox":{"id":901,"pubsub_token":"canary","source_id":"1876'],
    ['a body cut off within a credential', '{"event":"message_created","pubsub_token":"cana'],
    ['a credential with quotes in it', '{"hmac_token": "can\\"ary", "id": 1'],
    ['an object of them', '{"channel":{"provider_config":{"api_key":"canary"},"id":1}'],
  ])('has lost them in %s, too', (_name, text) => {
    expect(stripped(text)).not.toMatch(/cana|ary/);
  });

  test.each(['false', '{"id":1}', '{"event":"message_cre', ''])('is the same where there are none: %s', (text) => {
    expect(stripped(text)).toBe(text);
  });

  test('keeps the bytes of what is no text at all', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00]);
    expect(Buffer.from(withoutCredentials(bytes)).equals(bytes)).toBe(true);
  });
});
