import assert from 'node:assert/strict';
import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';
import { addDistrict } from '../../src/settings/scopes.js';
import { createWebServer } from '../../src/web/server.js';
import { createTestDatabase } from '../support/database.js';
import { insertAskingRun, insertOtherKinds } from './asking-fixture.js';
import { type Fixture, insertRun, insertSecondRun, planted, removeAll } from './fixture.js';

describe('The web pages', () => {
  let db: Knex;
  let drop: () => Promise<void>;
  let app: FastifyInstance;
  let fixture: Fixture;
  const errors: { route: string; code: string; frames: string }[] = [];

  before(async () => {
    ({ db, drop } = await createTestDatabase());
    app = createWebServer({ db, temporalUiUrl: 'http://localhost:8233/', logError: (error) => errors.push(error) });
  });
  after(async () => {
    await app.close();
    await drop();
  });
  beforeEach(async () => {
    await removeAll(db);
    fixture = await insertRun(db, 'hill');
    errors.length = 0;
  });

  const get = async (url: string, headers: Record<string, string> = {}) => {
    const response = await app.inject({ url, headers });
    return { ...response, status: response.statusCode, html: response.body, text: textOf(response.body) };
  };
  const runPage = () => get(`/runs/${fixture.runId}`);

  it('send who has one district straight to its last run', async () => {
    const { status, headers } = await get('/');
    assert.equal(status, 302);
    assert.equal(headers.location, `/runs/${fixture.runId}`);
  });

  it('list several districts with the last run in friendly words', async () => {
    await addDistrict(db, { slug: 'lake', name: 'Lake District' });
    const { status, text, html } = await get('/');
    assert.equal(status, 200);
    assert.match(text, /District hill hill Done, with warnings Last run: Tue, Nov 24, 2:00 AM EST/);
    assert.match(text, /Lake District lake Not synced yet/);
    assert.ok(html.includes(`href="/runs/${fixture.runId}"`));
  });

  it('say how to begin if there is no district', async () => {
    await removeAll(db);
    assert.match((await get('/')).text, /dailysync district add/);
  });

  it('tell what happened: status, numbers, steps and rows', async () => {
    const { status, text } = await runPage();
    assert.equal(status, 200);
    assert.match(
      text,
      /What just happened Done, with warnings The sync finished, with 2 errors and 8 warnings to look at/,
    );
    assert.match(text, /took 12 s · requested by the test/);
    assert.match(text, /Read in 3 batches 9 rows done after 8\.0 s/);
    assert.match(text, /Find the encoding Windows-1252 to UTF-8/);
    assert.match(text, /2 students all new/);
    assert.match(text, /3 new accounts/);
    assert.match(text, /9 rows were read, and they add up: 5 rows applied 1 row skipped.* 2 rows in error 1 row blank/);
    assert.match(text, /75% of the file’s students are in the roster \(3 of 4\)/);
  });

  it('show a family: two children, one account with two roles, each value with file and line', async () => {
    const { text } = await runPage();
    assert.match(text, /Sofía Ruiz Grade 4, Hill School Student ID 0012 users\.csv, line 12/);
    assert.match(text, /Ana Ruiz Guardian Teacher Mother of Sofía Ruiz, Parent\/Guardian guardians\.csv, line 4/);
    assert.match(
      text,
      /As guardian guardians\.csv, line 4 Name Ana Ruiz Email ana\.ruiz@example\.org Mobile phone \(207\) 555-0142/,
    );
    assert.match(
      text,
      /As teacher users\.csv, line 7 Name Ana Ruiz Email ana\.ruiz@example\.org Mobile phone \(207\) 555-0142/,
    );
    assert.match(text, /One account, 2 roles\. Name, email and mobile phone are exactly the same/);
    assert.match(text, /José Ruiz Guardian Father of Sofía Ruiz.*Language Spanish \(es\).*No account yet/);
  });

  it('show the family with the most children if no teacher is a parent', async () => {
    await query(db, `update role set ended_at = now() where kind = 'staff'`);
    await query(db, `update guardian_link set archived_at = now(), end_reason = 'absent' where source_line = 7`);
    const { text } = await runPage();
    assert.doesNotMatch(text, /As teacher/);
    assert.match(text, /José Ruiz Guardian Father of Sofía Ruiz.*Father of Andrés Ruiz/);
  });

  it('tell how far a run is that has applied nothing yet', async () => {
    await query(db, `update run set status = 'running', finished_at = null, counts = '{}', file = null`);
    await query(db, `delete from run_step where step <> 'fetchRoster'`);
    await query(db, 'truncate guardian_link, run_finding, run_execution');
    const { status, text } = await runPage();
    assert.equal(status, 200);
    assert.match(text, /Run \d+ is still running\. .*Fetch done right away Read/);
    assert.match(text, /Read not yet Apply not yet/);
    assert.match(text, /Nothing to correct\./);
    assert.doesNotMatch(text, /One family|In numbers|how the file was read/);
  });

  it('show the same family under each of its children', async () => {
    for (const id of fixture.students) {
      const { status, text } = await get(`/students/${id}/family`);
      assert.equal(status, 200);
      assert.match(text, /One account, 2 roles/);
      assert.match(text, /Andrés Ruiz Grade 4/);
    }
  });

  it('leave out ended links and archived guardians', async () => {
    await query(db, `update guardian_link set archived_at = now(), end_reason = 'absent' where source_line in (2, 3)`);
    const { text } = await runPage();
    assert.doesNotMatch(text, /Father of/);
    assert.match(text, /Mother of/);
  });

  it('show why the encoding was taken, on the word that shows it', async () => {
    const { text } = await runPage();
    assert.match(text, /José, and how the file was read/);
    assert.match(text, /Read as Windows-1252, because byte E9 on line 2 is not UTF-8; it became é/);
    assert.match(text, /In the file 4A 6F 73 E9 If read as UTF-8 Jos\ufffd As it was read José/);
  });

  it('show the same word for a later run of the same file, and none for one of another file', async () => {
    const again = (sha256: string) =>
      query<{ run_id: number }>(
        db,
        `insert into run (district_id, scope_id, request_id, status, settings, counts, file)
         select district_id, scope_id, :sha256, 'done', settings, '{}', jsonb_set(file, '{sha256}', to_jsonb(cast(:sha256 as text)))
         from run where run_id = :runId returning run_id`,
        { sha256, runId: fixture.runId },
      );
    const [same] = await again('abc123');
    const [other] = await again('def456');
    assert.match((await get(`/runs/${same!.run_id}`)).text, /José, and how the file was read/);
    assert.doesNotMatch((await get(`/runs/${other!.run_id}`)).text, /José, and how/);
  });

  it('tell who was touched by a later run, with before and after side by side', async () => {
    assert.doesNotMatch((await runPage()).text, /What changed/);
    const { text } = await get(`/runs/${await insertSecondRun(db, fixture)}`);
    assert.match(
      text,
      /Changed The same records .* Ana Ruiz guardian of Sofía Ruiz, Andrés Ruiz Mobile phone \(207\) 555-0199 \(207\) 555-0142/,
    );
    assert.match(text, /Ana Ruiz staff member, teacher Mobile phone \(207\) 555-0199 \(207\) 555-0142/);
    assert.match(
      text,
      /New They were not known before\. Petr Novak guardian of Andrés Ruiz Lena Novak student, grade KG/,
    );
    assert.match(text, /Archived The source no longer names them\. Nothing is deleted\. Eve <script>/);
    assert.match(text, /Back They were archived before, and are active again\. Sofía Ruiz student, grade 04/);
  });

  it('tell the bad rows in words, with lines and how many more', async () => {
    const { text } = await runPage();
    assert.match(
      text,
      /2 errors These rows could not be used\..* The row has no name\. guardians\.csv, lines 40 and 44 name-missing/,
    );
    assert.match(
      text,
      /8 warnings .*No student has this id\. guardians\.csv, lines 50, 51, 52, 53, and 54 and 3 more student-unknown/,
    );
  });

  it('tell apart what is about a row and what is about a whole file or step', async () => {
    const found = (severity: string, code: string, line: number | null, message: string) =>
      db('run_finding').insert({
        ...{ district_id: fixture.districtId, run_id: fixture.runId, step: 's', severity, code, line, message },
      });
    await found('error', 'column-missing', null, 'The file has no column for studentSisId.');
    await found('warning', 'removals-withheld', null, 'Removals wait for a decision.');
    const { text } = await runPage();
    assert.match(
      text,
      /1 error The file or step below could not be used\..* The file has no column for studentSisId\. column-missing 2 errors in rows These rows could not be used\./,
    );
    assert.match(
      text,
      /1 warning Something for you to look at\. Removals wait for a decision\. removals-withheld 8 warnings in rows/,
    );
  });

  it('link to the executions in the Temporal UI', async () => {
    const { html } = await runPage();
    const root = 'http://localhost:8233/namespaces/default/workflows';
    assert.ok(html.includes(`href="${root}/daily-sync%2Fhill/t0/history"`));
    assert.ok(html.includes(`href="${root}/daily-sync%2Fhill%2Fguardians/t10/history"`));
  });

  it('link to the execution that wrote a run whose fence a later run has taken, and to none that nobody knows', async () => {
    const root = 'http://localhost:8233/namespaces/default/workflows';
    await query(db, `update run_execution set temporal_run_id = '', last_temporal_run_id = temporal_run_id`);
    assert.ok((await runPage()).html.includes(`href="${root}/daily-sync%2Fhill/t0/history"`));
    await query(db, `update run_execution set last_temporal_run_id = null`);
    assert.ok(!(await runPage()).html.includes(root));
  });

  it('say where the roster came from: the source that the run had', async () => {
    assert.match((await runPage()).text, /Roster OneRoster files, by SFTP/);
    for (const [source, words] of [
      ['oneroster-rest', 'OneRoster server'],
      ['clever', 'Clever'],
      ['classlink', 'ClassLink'],
    ]) {
      await query(
        db,
        `update run set settings = jsonb_set(settings, '{roster,source}', to_jsonb(cast(:source as text)))`,
        {
          source,
        },
      );
      const { text } = await runPage();
      assert.match(text, new RegExp(`Roster ${words} Fetch`));
      assert.doesNotMatch(text, /by SFTP Fetch done right away Read/);
    }
  });

  it('name the data folder in every command, so that it works when copied', async () => {
    const folder = '/srv/daily sync';
    const there = createWebServer({ db, temporalUiUrl: null, dataFolder: folder });
    await insertAskingRun(db, await insertRun(db, 'pond'), 'held');
    const failed = await insertAskingRun(db, await insertRun(db, 'sea'), 'needs_attention');
    const asking = await insertAskingRun(db, fixture);
    await addDistrict(db, { slug: 'lake', name: 'Lake District' });
    const urls = ['/', `/runs/${fixture.runId}`, `/runs/${asking}`, `/runs/${asking}/removals`, `/runs/${failed}`];
    const lines: string[] = [];
    for (const url of urls) {
      const { body } = await there.inject(url);
      for (const [, line] of body.matchAll(/<code>((?:npx )?dailysync [^<]*)<\/code>/g)) lines.push(textOf(line!));
    }
    for (const line of lines) {
      // It looks at a file alone.
      if (line.includes('dailysync check ')) continue;
      assert.ok(line.endsWith(` --data '${folder}'`), line);
    }
    for (const command of ['sync lake', 'report', 'decide', 'retry', 'settings show']) {
      assert.ok(
        lines.some((line) => line.includes(command)),
        command,
      );
    }
    await there.close();
  });

  it('draw of a dry run the parts of a sync alone, though one step tries them all out', async () => {
    const [dry, revert] = await insertOtherKinds(db, fixture);
    const lanes = (html: string) =>
      [...html.matchAll(/<div class="lane[^"]*">\s*<h3>(\w+)/g)].map(([, title]) => title);
    assert.deepEqual(lanes((await get(`/runs/${revert}`)).html), ['Revert', 'Accounts']);
    await query(
      db,
      `insert into run_step (district_id, run_id, step, result, started_at)
       values (:districtId, :dry, 'fetchRoster', '{}', now())`,
      { districtId: fixture.districtId, dry },
    );
    assert.deepEqual(lanes((await get(`/runs/${dry}`)).html), ['Roster', 'Accounts']);
  });

  it('name the commands to try next', async () => {
    const { text } = await runPage();
    assert.ok(text.includes(`npx dailysync report ${fixture.runId} `));
    assert.ok(text.includes('npx dailysync sync hill --wait'));
  });

  it('say what failed and what to do', async () => {
    await query(
      db,
      `update run set status = 'needs_attention', counts = '{}', failed_step = 'guardians', failure_code = 'SftpAuth',
         failure_message = 'The password is wrong. Set the right one.'`,
    );
    await query(
      db,
      `delete from run_step where step in ('parseGuardianBatch', 'reconcileGuardians', 'assignAccounts')`,
    );
    const { text } = await runPage();
    assert.match(text, /Needs attention .*What to do The password is wrong\. Set the right one\. SftpAuth/);
    assert.match(text, /Read failed Compare and apply not done/);
  });

  it('advise a corrected file after a refused upload, and to retry only after a change of settings', async () => {
    const answers = { decide: async () => '', retry: async () => '' };
    const withButtons = createWebServer({ db, temporalUiUrl: null, answers });
    const failed = await insertAskingRun(db, fixture, 'needs_attention');
    const page = async (server: FastifyInstance) => textOf((await server.inject(`/runs/${failed}`)).body);
    assert.match(await page(app), /When the cause is fixed .*npx dailysync retry hill/);

    await query(
      db,
      `update run set kind = 'upload', failed_step = 'guardians', failure_code = 'column-missing',
         failure_message = 'The file has no column for studentSisId.' where run_id = :failed`,
      { failed },
    );
    for (const server of [app, withButtons]) {
      const text = await page(server);
      assert.match(text, /Upload a corrected file Correct the file .*npx dailysync upload hill FILE/);
      assert.doesNotMatch(text, /When the cause is fixed/);
      assert.match(text, /Did you change a setting instead\?/);
    }
    // A file that never came can't be corrected.
    await query(db, `update run set failure_code = 'StorageFull' where run_id = :failed`, { failed });
    assert.match(await page(app), /When the cause is fixed/);
    await withButtons.close();
  });

  it('escape what the files hold', async () => {
    const { html, text } = await runPage();
    assert.ok(!html.includes('<script'));
    assert.ok(text.includes(`Eve ${planted}`));
  });

  it('answer with a plain 404 where there is nothing', async () => {
    const pages = ['999999', '999999999999999'].flatMap((id) => [
      `/runs/${id}`,
      `/runs/${id}/removals`,
      `/runs/${id}/removals.csv`,
      `/runs/${id}/report.csv`,
      `/runs/${id}/report.json`,
      `/students/${id}/family`,
      `/guardians/${id}/history`,
    ]);
    const noIds = ['abc', '-1', '0', '1e3', '1'.repeat(30), '%E0', '%00', '1%27', '%F0%9F%91%AA'].map(
      (id) => `/runs/${id}`,
    );
    const asking = await insertAskingRun(db, fixture);
    const noPages = ['0', 'x', '9'].map((page) => `/runs/${asking}/removals?page=${page}`);
    for (const url of [...pages, ...noIds, ...noPages, '/nothing', '/runs', '/guardians/1', '/assets/none.css']) {
      const { status, text, headers } = await get(url);
      assert.ok(status === 404 || status === 400, `${url}: ${status}`);
      assert.match(text, /There is nothing here/, url);
      assert.match(String(headers['content-type']), /text\/html/);
    }
    assert.match((await get('/runs/999999')).text, /There is no run with this number\./);
    assert.match(
      (await get('/students/999999/family')).text,
      /There is no student with this number, or the student has left\./,
    );
    assert.deepEqual(errors, []);
  });

  it('keep the details of a failure for the log', async () => {
    await query(db, `update run set settings = '{"schedule": {"timeZone": "Nowhere/Never"}}'`);
    const { status, text } = await runPage();
    assert.equal(status, 500);
    assert.match(text, /This page can’t be shown right now/);
    assert.doesNotMatch(text, /Nowhere/);
    assert.deepEqual(
      errors.map(({ route, code }) => ({ route, code })),
      [{ route: '/runs/:runId', code: 'Unexpected' }],
    );
    assert.doesNotMatch(errors[0]!.frames, /Nowhere/);
  });

  it('let a page load nothing but our own style sheets and pictures', async () => {
    const { html, headers } = await runPage();
    assert.match(String(headers['content-security-policy']), /^default-src 'none';style-src 'self';img-src 'self'/);
    assert.equal(headers['cache-control'], 'no-store');
    assert.doesNotMatch(html, /<script|<style|\sstyle=|\son[a-z]+=/i);
    for (const [, url] of html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
      assert.equal((await get(url!)).status, 200, url);
    }
  });

  it("answer under this machine's names alone, but for the health check", async () => {
    for (const host of ['localhost:8080', '127.0.0.1:8080', '[::1]:8080']) {
      assert.equal((await get(`/runs/${fixture.runId}`, { host })).status, 200, host);
    }
    const { status, text } = await get(`/runs/${fixture.runId}`, { host: 'rebound.example.org' });
    assert.equal(status, 403);
    assert.doesNotMatch(text, /Ruiz/);
    assert.equal((await get('/healthz', { host: '10.0.0.7:8080' })).status, 200);
  });
});

/** What a reader sees of a page: text, without tags, blanks collapsed. */
function textOf(html: string): string {
  const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:lt|gt|quot|amp|#39);/g, (entity) => entities[entity]!)
    .replace(/\s+/g, ' ')
    .replace(/ ([.,:])(?=\s)/g, '$1');
}
