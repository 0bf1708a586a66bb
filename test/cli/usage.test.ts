import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asProcess, inProcess, withEnvironment } from './run-cli.js';

describe('the command line', () => {
  let empty: string;
  let restore: () => void;

  before(() => {
    empty = mkdtempSync(path.join(tmpdir(), 'dailysync-cli-'));
    restore = withEnvironment({});
  });
  after(() => {
    restore();
    rmSync(empty, { recursive: true });
  });

  it('explains itself, with its exit codes', async () => {
    const { code, out, err } = await asProcess(['--help']);
    assert.equal(code, 0);
    assert.equal(err, '');
    for (const word of ['up ', 'migrate', 'worker', 'web', 'check', 'sync', 'report', 'export', '130 '])
      assert.ok(out.includes(word), word);
  });

  it('ends with 2 for what it does not understand', async () => {
    const wrong = [
      ['what'],
      [],
      ['check'],
      ['check', 'a', 'b'],
      ['report', 'seven'],
      ['up', '--web-port', '99999'],
      ['runs', 'a', '--no-such'],
    ];
    for (const args of wrong) {
      const plain = await inProcess(args);
      assert.equal(plain.code, 2, args.join(' '));
      assert.equal(plain.out, '');
      assert.notEqual(plain.err, '');
      const json = await inProcess(['--json', ...args]);
      assert.equal(json.code, 2);
      const { error } = JSON.parse(json.out);
      assert.equal(error.code, 'BadArguments');
      assert.notEqual(error.message, '');
    }
  });

  it('says how to name a system where it finds none', async () => {
    const { code, out, err } = await inProcess(['runs', 'lake', '--data', empty, '--json']);
    assert.equal(code, 1);
    assert.equal(JSON.parse(out).error.code, 'SystemNotFound');
    assert.match(err, /^SystemNotFound: No DailySync runs in the data folder .*dailysync up/);
  });

  it('names a data folder that cannot be written, and what to change', async () => {
    const file = path.join(empty, 'file');
    writeFileSync(file, '');
    const { code, out, err } = await inProcess(['up', '--data', path.join(file, 'data'), '--json']);
    assert.equal(code, 1);
    assert.equal(JSON.parse(out).error.code, 'DataFolderUnwritable');
    assert.ok(err.includes(`its data folder ${path.join(file, 'data')}: part of its path is a file`), err);
    assert.match(err, /choose another folder with --data/);
    rmSync(file);
  });

  it('tells a database that does not answer, without a stack', async () => {
    const { code, out, err } = await asProcess(['runs', 'lake', '--json'], {
      DATABASE_URL: 'postgres://someone:hunter2@127.0.0.1:1/x',
    });
    assert.equal(code, 1);
    assert.equal(JSON.parse(out).error.code, 'DatabaseUnavailable');
    assert.doesNotMatch(out + err, /hunter2|\bat /);
  });
});
