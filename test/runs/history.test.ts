import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import { createWebServer } from '../../src/web/server.js';
import { inProcess, withEnvironment } from '../cli/run-cli.js';
import { TestDistrict } from '../guardians/harness.js';
import { createTestDatabase } from '../support/database.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone';

describe('what happened to a guardian', () => {
  let db: Knex;
  let drop: () => Promise<void>;
  let restore: () => void;
  let app: FastifyInstance;
  let district: TestDistrict;
  let runs: number[];

  before(async () => {
    let url: string;
    ({ db, url, drop } = await createTestDatabase());
    restore = withEnvironment({ DATABASE_URL: url });
    app = createWebServer({ db, temporalUiUrl: null });
    district = await TestDistrict.create(db, 'story');
    await db('scope').update({ settings: '{"roster": {"source": "none"}}' });
    await district.students('S1', 'S2');
    runs = [];
    for (const rows of [
      ['S1,G1,Ana,Ruiz,ana@x.org,5005550100', 'S2,G1,Ana,Ruiz,ana@x.org,5005550100'],
      ['S1,G1,Ana,Ruiz,new@x.org,5005550100', 'S2,G2,Bo,Li,bo@x.org,5005550101'],
    ]) {
      await district.sync(`${header}\n${rows.join('\n')}\n`);
      const [run] = await db('run').max('run_id as id');
      runs.push(run!.id);
    }
  });
  after(async () => {
    await app.close();
    restore();
    await drop();
  });

  it('is told on the command line, by the id of the file or ours', async () => {
    const { code, out, err } = await inProcess(['history', 'guardian', 'story', 'G1']);
    assert.equal(code, 0, err);
    assert.match(out, /^Ana Ruiz, guardian \d+\n/);
    assert.match(out, new RegExp(`run ${runs[0]}: Added\\n`));
    assert.match(out, new RegExp(`run ${runs[1]} \\(line 2\\): Changed\\n +email: ana@x\\.org → new@x\\.org\\n`));
    assert.match(out, /Linked to /);
    assert.match(out, /Link to .* ended\n/);
    const { guardian, events } = JSON.parse((await inProcess(['history', 'guardian', 'story', 'G1', '--json'])).out);
    assert.equal(guardian.sisId, 'G1');
    const own = await inProcess(['history', 'guardian', 'story', String(guardian.id), '--own-id', '--json']);
    assert.deepEqual(JSON.parse(own.out).events, events);
    const unknown = await inProcess(['history', 'guardian', 'story', 'G9', '--json']);
    assert.deepEqual([unknown.code, JSON.parse(unknown.out).error.code], [2, 'UnknownGuardian']);
  });

  it('is told on a page that the family leads to', async () => {
    const [student] = await db('student').where({ sis_id: 'S1' }).select('student_id as id');
    const family = (await app.inject(`/students/${student.id}/family`)).body;
    const url = /href="(\/guardians\/\d+\/history)"/.exec(family)![1]!;
    const { statusCode, body } = await app.inject(url);
    assert.equal(statusCode, 200);
    const text = body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    assert.match(text, /What happened to Ana Ruiz/);
    assert.match(text, new RegExp(`Run ${runs[1]} .*Changed .*Email: ana@x\\.org → became new@x\\.org`));
    for (const none of ['/guardians/999999/history', '/guardians/x/history']) {
      assert.equal((await app.inject(none)).statusCode, 404);
    }
  });

  it('and the directory as it was when a run had ended are at hand', async () => {
    const read = async (run: number) => {
      const { code, out, err } = await inProcess(['history', 'directory', 'story', String(run)]);
      assert.equal(code, 0, err);
      return out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    };
    const emails = (records: Record<string, unknown>[]) =>
      records.filter(({ entity }) => entity === 'guardian').map(({ email }) => email);
    const [first, second] = [await read(runs[0]!), await read(runs[1]!)];
    assert.deepEqual(emails(first), ['ana@x.org']);
    assert.deepEqual(emails(second), ['new@x.org', 'bo@x.org']);
    assert.equal(
      first.filter(({ entity, archived_at }) => entity === 'guardian_link' && archived_at === null).length,
      2,
    );
    assert.ok(['student', 'account', 'role'].every((kind) => first.some(({ entity }) => entity === kind)));
    const folder = await mkdtemp(path.join(tmpdir(), 'dailysync-history-'));
    try {
      const out = path.join(folder, 'directory.jsonl');
      const { document } = await inProcess([
        'history',
        'directory',
        'story',
        String(runs[0]),
        '--out',
        out,
        '--json',
      ]).then((result) => ({ document: JSON.parse(result.out) }));
      assert.equal(document.records, first.length);
      assert.equal((await readFile(out, 'utf8')).trimEnd().split('\n').length, first.length);
    } finally {
      await rm(folder, { recursive: true });
    }
    assert.equal((await inProcess(['history', 'directory', 'story', 'seven'])).code, 2);
    assert.equal((await inProcess(['history', 'directory', 'story', '999999'])).code, 2);
  });
});
