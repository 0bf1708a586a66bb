import assert from 'node:assert/strict';
import { isPrivateAddress, resolveAddresses } from '../../src/sftp/address.js';
import { targetOf } from './demo-server.js';

describe('which addresses are private', () => {
  for (const address of [
    '127.0.0.1',
    '127.9.9.9',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '::7f00:1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ]) {
    it(`${address} is`, () => assert.equal(isPrivateAddress(address), true));
  }
  for (const address of [
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '192.0.2.1',
    '2606:4700::1111',
    '2001:4860:4860::8888',
    '::ffff:8.8.8.8',
  ]) {
    it(`${address} is not`, () => assert.equal(isPrivateAddress(address), false));
  }
});

describe('the addresses of a host', () => {
  // Other spellings of 127.0.0.1 are caught since it is the resolved address that counts.
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '::1', '10.0.0.5', '169.254.169.254']) {
    it(`refuses ${host}`, async () => {
      await assert.rejects(resolveAddresses({ ...targetOf(22), host, allowPrivateHosts: false }), {
        code: 'SftpHostRefused',
        retryable: false,
      });
    });
  }

  it('allows them where the operator does', async () => {
    assert.deepEqual(await resolveAddresses({ ...targetOf(22), host: '127.0.0.1' }), ['127.0.0.1']);
  });

  it('says so where the name means nothing', async () => {
    for (const host of ['', 'no..host']) {
      await assert.rejects(resolveAddresses({ ...targetOf(22), host }), { code: 'SftpUnreachable', retryable: true });
    }
  });
});
