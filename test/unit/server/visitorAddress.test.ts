import { expect, test } from 'vitest';
import { visitorAddress } from '../../../src/server/visitorAddress.ts';

test.each([
  ['who asks directly', '203.0.113.7', undefined, '203.0.113.7'],
  ['who asks directly and claims to be somebody else', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['who comes through a proxy beside us', '127.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['who told that proxy a tale', '::1', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['who comes through two proxies in our network', '::ffff:10.0.0.3', '203.0.113.7:4711, 10.0.0.2', '203.0.113.7'],
  ['who comes with an IPv6 address, as one of a whole network', '2001:db8:1:2:a:b:c:d', undefined, '2001:db8:1:2::/64'],
  ['who comes with a short one through a proxy', '10.0.0.2', '[2001:DB8::5]:443', '2001:db8:0:0::/64'],
  ['whom a proxy does not name', '172.18.0.1', undefined, null],
  ['who is on this machine', '::ffff:127.0.0.1', undefined, null],
  ['whom a proxy calls nothing that is an address', '10.0.0.2', 'unknown', null],
  ['who has hung up', undefined, undefined, null],
])('%s', (_who, remoteAddress, forwarded, address) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  expect(visitorAddress({ headers, socket: { remoteAddress } })).toBe(address);
});
