import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../src/embedded/ports.js';
import { createTestDatabase } from '../support/database.js';
import { testPostgres } from '../support/servers.js';
import { asProcess, inProcess, withEnvironment } from './run-cli.js';

describe('scopes and settings on the command line', () => {
  let env: NodeJS.ProcessEnv;
  let drop: () => Promise<void>;
  let restore: () => void;
  let folder: string;

  before(async () => {
    const database = await createTestDatabase();
    drop = database.drop;
    env = {
      DATABASE_URL: database.url,
      // Nobody listens: settings are saved all the same.
      TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
      DAILYSYNC_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    };
    restore = withEnvironment(env);
    folder = mkdtempSync(path.join(tmpdir(), 'dailysync-settings-'));
    assert.equal((await inProcess(['district', 'add', 'lake', 'Lake Unified'])).code, 0);
  });
  after(async () => {
    restore();
    rmSync(folder, { recursive: true });
    await drop();
  });

  const json = async (...args: string[]) => {
    const { code, out } = await inProcess([...args, '--json']);
    return { code, ...JSON.parse(out) };
  };

  it('adds districts and schools once', async () => {
    assert.deepEqual(await json('district', 'add', 'hill', 'Hill District'), {
      code: 0,
      scope: 'hill',
      district: 'Hill District',
      school: null,
    });
    const school = await json('school', 'add', 'hill', 'north', 'North School', '--source-id', 'org-1');
    assert.deepEqual(school, { code: 0, scope: 'hill/north', district: 'Hill District', school: 'North School' });
    for (const [args, expected] of [
      [['district', 'add', 'hill', 'Again'], 'DistrictExists'],
      [['district', 'add', 'Hill!', 'Bad'], 'BadSlug'],
      [['school', 'add', 'hill', 'north', 'Again'], 'SchoolExists'],
      [['school', 'add', 'nowhere', 'north', 'North'], 'UnknownScope'],
      [['settings', 'show', 'nowhere'], 'UnknownScope'],
      [['settings', 'set', 'nowhere', 'enabled=true'], 'UnknownScope'],
      [['runs', 'nowhere'], 'UnknownScope'],
      [['report', '4711'], 'UnknownRun'],
      [['export', 'nowhere', folder], 'UnknownScope'],
      [['connection', 'test', 'nowhere'], 'UnknownScope'],
    ] as const) {
      const { code, error } = await json(...args);
      assert.deepEqual([code, error?.code], [2, expected], args.join(' '));
    }
  });

  it('sets all or none, and never shows a secret', async () => {
    const key = path.join(folder, 'key');
    const token = path.join(folder, 'token');
    writeFileSync(key, 'private-key-text\n');
    writeFileSync(token, 'token-text\n');
    const set = await inProcess(
      [
        'settings',
        'set',
        'lake',
        'sftp.host=sftp.lake.example',
        'sftp.password=-',
        '--secret-from-file',
        `sftp.privateKey=${key}`,
        '--secret-from-file',
        `roster.token=${token}`,
      ],
      { input: 'plain-password\n' },
    );
    assert.equal(set.code, 0);
    assert.match(set.out, /sftp\.password +set\n/);
    assert.match(set.err, /^TemporalUnreachable: The settings are saved/);
    const plain = await inProcess(['settings', 'show', 'lake']);
    const shown = await json('settings', 'show', 'lake');
    assert.equal(shown.settings.sftp.host, 'sftp.lake.example');
    assert.deepEqual(shown.secrets, {
      'sftp.password': 'set',
      'sftp.privateKey': 'set',
      'sftp.passphrase': 'not set',
      'roster.token': 'set',
      'roster.clientId': 'not set',
      'roster.clientSecret': 'not set',
    });
    assert.match(plain.out, /sftp\.host +sftp\.lake\.example\n/);
    assert.match(plain.out, /sftp\.passphrase +not set/);
    for (const text of [set.out, set.err, plain.out, JSON.stringify(shown)])
      assert.doesNotMatch(text, /plain-password|private-key-text|token-text/);

    const refused = await json('settings', 'set', 'lake', 'sftp.host=other.example', 'schedule.time=25:99');
    assert.deepEqual([refused.code, refused.error.code], [2, 'BadSetting']);
    assert.equal((await json('settings', 'show', 'lake')).settings.sftp.host, 'sftp.lake.example');
  });

  it('quotes no value in an error: it may be a secret typed in the wrong place', async () => {
    for (const [args, expected] of [
      [['sftp.port=Hunter2!'], 'BadSetting'],
      [['country=Hunter2!'], 'BadSetting'],
      [['sftp.pasword=Hunter2!'], 'UnknownSetting'],
      [['Hunter2!'], 'BadArguments'],
      [['--secret-from-file', 'sftp.host=Hunter2!'], 'BadArguments'],
      [[], 'BadArguments'],
    ] as const) {
      const { code, out, err } = await inProcess(['settings', 'set', 'lake', ...args, '--json']);
      assert.deepEqual([code, JSON.parse(out).error.code], [2, expected], args.join(' '));
      assert.doesNotMatch(out + err, /Hunter2/);
    }
    const missing = await json('settings', 'set', 'lake', '--secret-from-file', `sftp.password=${folder}/no-such`);
    assert.deepEqual([missing.code, missing.error.code], [2, 'FileUnreadable']);
  });

  it('warns of a secret that was typed among the arguments, and of no other', async () => {
    const typed = await inProcess(['settings', 'set', 'lake', 'sftp.password=Hunter2!', 'sftp.path=/']);
    assert.equal(typed.code, 0);
    assert.match(
      typed.err,
      /^Warning: sftp\.password was typed on the command line.* --secret-from-file sftp\.password=FILE\./,
    );
    assert.doesNotMatch(typed.out + typed.err, /Hunter2/);
    const key = path.join(folder, 'key');
    writeFileSync(key, 'private-key-text\n');
    const rest = [
      'sftp.passphrase=-',
      '--secret-from-file',
      `sftp.privateKey=${key}`,
      '--secret-from-file',
      `roster.token=${key}`,
    ];
    const read = await inProcess(['settings', 'set', 'lake', ...rest], { input: 'plain\n' });
    assert.equal(read.code, 0);
    assert.doesNotMatch(read.err, /Warning/);
  });

  it('says when the next sync starts, or why none does by itself', async () => {
    const set = async (...pairs: string[]) => (await inProcess(['settings', 'set', 'lake', ...pairs])).err.split('\n');
    assert.ok((await set('enabled=true')).some((line) => /^Next sync: \w{3}, \w{3} \d+, 3:30.AM E[SD]T$/.test(line)));
    assert.match((await json('settings', 'show', 'lake')).nextSync, /^\d{4}-\d\d-\d\dT0[78]:30:00\.000Z$/);
    const pause = await set('schedule.endOfYearPause=01-01..12-31');
    assert.ok(pause.some((line) => line.startsWith('No sync starts by itself: schedule.blackoutDates')));
    const off = await set('enabled=false', 'schedule.endOfYearPause=null');
    assert.ok(
      off.includes(
        'The daily sync is off: no sync starts by itself. To turn it on: "dailysync settings set lake enabled=true"',
      ),
    );
    assert.equal((await json('settings', 'show', 'lake')).nextSync, null);
  });

  it('lists all settings with what they take, and names the nearest of a wrong name', async () => {
    const { code, out } = await inProcess(['settings', 'list']);
    assert.equal(code, 0);
    assert.match(out, / {2}sftp\.host\n {6}SFTP Host\. Where your files are.*\n {6}Takes a host name/);
    const { settings } = await json('settings', 'list');
    assert.ok(
      settings.some(({ name, secret }: { name: string; secret: boolean }) => name === 'sftp.password' && secret),
    );
    const wrong = await json('settings', 'set', 'lake', 'sftp.hots=sftp.lake.example');
    assert.match(wrong.error.message, /Did you mean sftp\.host\?/);
    const help = await inProcess(['settings', 'set', '--help']);
    assert.doesNotMatch(help.out, /default: \[\]/);
  });

  it('reads a column mapping and says whose request it was', async () => {
    const { code, settings } = await json(
      'settings',
      'set',
      'lake',
      'guardians.columnMapping.studentSisId=Kid',
      'guardians.contactTypes=["Primary"]',
    );
    assert.equal(code, 0);
    assert.deepEqual(settings.guardians.columnMapping, { studentSisId: 'Kid' });
    assert.deepEqual(settings.guardians.contactTypes, ['Primary']);
    assert.equal((await json('settings', 'set', 'lake', 'country=CA', '--by', 'schedule')).code, 2);
  });

  it('as a process prints one document and nothing else', async () => {
    const migrated = await asProcess(['migrate', '--json'], env);
    assert.deepEqual([migrated.code, JSON.parse(migrated.out), migrated.err], [0, { applied: [] }, '']);
    const shown = await asProcess(['--json', 'settings', 'show', 'lake'], env);
    assert.equal(shown.code, 0);
    assert.equal(JSON.parse(shown.out).scope, 'lake');
    const failed = await asProcess(['settings', 'show', 'nowhere', '--json'], env);
    assert.equal(failed.code, 2);
    assert.equal(JSON.parse(failed.out).error.code, 'UnknownScope');
    assert.match(failed.err, /^UnknownScope: There is no district or school "nowhere"/);
  });

  it('asks for migrate where the tables are missing', async () => {
    const { adminUrl } = await testPostgres();
    const { code, out } = await asProcess(['runs', 'lake', '--json'], { ...env, DATABASE_URL: adminUrl });
    assert.equal(code, 1);
    assert.equal(JSON.parse(out).error.code, 'DatabaseNotMigrated');
  });
});
