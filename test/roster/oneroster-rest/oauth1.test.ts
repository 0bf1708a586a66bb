import assert from 'node:assert/strict';
import { oauth1Header, sign, signatureBase } from '../../../src/roster/oneroster/rest/oauth1.js';

describe('OAuth 1.0a', () => {
  // The request of RFC 5849, 3.1 and 3.4.1: every oddity of encoding in one.
  const url = new URL('http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b');
  const parameters = (method: string) =>
    [
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
      ['oauth_signature_method', method],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', '7d8f3e4a'],
      ['c2', ''],
      ['a3', '2 q'],
    ] as const;

  it('makes the base string of RFC 5849, 3.4.1.1', () => {
    assert.equal(
      signatureBase('POST', url, parameters('HMAC-SHA1')),
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });

  it('signs it with either hash', () => {
    const signed = (hash: 'sha1' | 'sha256') =>
      sign(signatureBase('POST', url, parameters(`HMAC-${hash.toUpperCase()}`)), hash, 'j49sk3j29djd', 'dh893hdasih9');
    assert.equal(signed('sha1'), 'r6/TJjbCOr97/+UU0NsvSne7s5g=');
    assert.equal(signed('sha256'), 'ypAxjNip++Dm0fTM+gCl8wAo6ufSnseu1WHxL7py3BU=');
  });

  // Signed by another implementation: port, encoded path, quotes and blanks in the query, signs in key and secret.
  it('writes the header for a OneRoster call', () => {
    const call = new URL(
      'https://sis.example:8443/pre%3Dfix/ims/oneroster/v1p1/users?limit=1000&offset=0&filter=status%3D%27active%27%20AND%20dateLastModified%3E%3D%272026-01-01T00%3A00%3A00Z%27&sort=sourcedId&x=%21%2A%28%29',
    );
    const key = { id: 'the key/1', secret: 's&cret=é' };
    const stamp = { nonce: 'n0nce', timestamp: 1790000000 };
    const header = (hash: 'sha1' | 'sha256') => oauth1Header(call, { ...key, hash }, 0, stamp);
    assert.match(header('sha1'), /^OAuth oauth_consumer_key="the%20key%2F1", /);
    assert.match(header('sha1'), /oauth_signature="e4gkMnTCU7cq7zyVidLSHujn5Q8%3D"$/);
    assert.match(header('sha256'), /oauth_signature="OVOEK6MVzawAaAYsEDLQHFMUzm7eezWPrQKaNQ%2BOEV0%3D"$/);
  });

  it('never signs two requests in the same way', () => {
    const key = { id: 'k', secret: 's', hash: 'sha256' } as const;
    assert.notEqual(oauth1Header(url, key, 1_790_000_000_000), oauth1Header(url, key, 1_790_000_000_000));
    assert.match(oauth1Header(url, key, 1_790_000_000_999), /oauth_timestamp="1790000000"/);
  });
});
