import assert from 'node:assert/strict';
import { inProcess, withEnvironment } from '../../cli/run-cli.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';
import { tinyDistrict } from './district.js';
import { startTinyServer, type TinyServer, tinyToken } from './tiny-server.js';

describe('connection test of a roster API', function () {
  this.timeout(60_000);
  let system: TestSystem;
  let tiny: TinyServer;
  let restore: () => void;
  let unregister: () => void;

  before(async () => {
    // Where the command line looks for sources: see inProcess.
    unregister = (await import('./register-tiny.js')).registerTiny();
    [system, tiny] = await Promise.all([createTestSystem(), startTinyServer(tinyDistrict(300))]);
    tiny.pageSize = 50;
    restore = withEnvironment(system.env);
    await system.set({ 'roster.source': 'oneroster-rest', 'roster.baseUrl': tiny.url, 'roster.token': tinyToken });
  });
  beforeEach(() => {
    tiny.asked = [];
    tiny.instead = () => false;
  });
  after(async () => {
    restore();
    unregister();
    await Promise.all([system.stop(), tiny.stop()]);
  });

  const test = async () => {
    const { code, out, err } = await inProcess(['connection', 'test', system.scope, '--json']);
    assert.doesNotMatch(out + err, new RegExp(tinyToken));
    return { code, ...JSON.parse(out) };
  };
  const feeds = ['schools', 'classes', 'people', 'enrollments'];

  it('reads the first page of every feed, and tests SFTP', async () => {
    const { code, hostKey, roster, rosterApi } = await test();
    assert.deepEqual([code, hostKey, roster], [0, system.sftp.hostKey, null]);
    assert.deepEqual(rosterApi, {
      source: 'oneroster-rest',
      feeds: feeds.map((feed) => ({ feed, found: true, problem: null })),
    });
    assert.deepEqual(
      tiny.asked,
      feeds.map((feed) => `/${feed}?from=0`),
    );
  });

  it('names a feed that is kept back, and one that is empty', async () => {
    tiny.feeds.classes = [];
    tiny.instead = (path, response) => {
      if (!path.startsWith('/people')) return false;
      response.writeHead(403).end();
      return true;
    };
    const { out, code } = await inProcess(['connection', 'test', system.scope]);
    tiny.feeds = tinyDistrict(300);
    assert.equal(code, 0);
    assert.match(out, /schools +can be read\n/);
    assert.match(out, /classes +is empty\n/);
    assert.match(out, /people +Tiny at 127\.0\.0\.1:\d+ accepts the key, but does not let it read a part/);
  });

  it('fails for a wrong key', async () => {
    await system.set({ 'roster.token': 'another' });
    const { code, error } = await test();
    assert.notEqual(code, 0);
    assert.equal(error.code, 'RosterKeyRefused');
    await system.set({ 'roster.token': tinyToken });
  });

  it('needs no SFTP server where nothing is synced from one', async () => {
    await system.set({ 'sftp.host': '', 'guardians.enabled': 'false' });
    const result = await test();
    assert.deepEqual(Object.keys(result).sort(), ['code', 'rosterApi', 'scope']);
    await system.set({ 'guardians.enabled': 'true' });
    assert.equal((await test()).error.code, 'SftpNotSet');
  });
});
