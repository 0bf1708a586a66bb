import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import type { FastifyInstance } from 'fastify';
import { dailySyncId } from '../../src/contract/ids.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { storeUpload } from '../../src/requests/store-upload.js';
import { findScope } from '../../src/settings/scopes.js';
import { createWebServer } from '../../src/web/server.js';
import { dryRun } from '../support/dry-runs.js';
import { lastRun, syncToEnd } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email\n';
const file = (email: string) => `${header}S1,G1,Ana,Ruiz,${email}\nS2,G1,Ana,Ruiz,${email}\nS9,G9,Bo,Li,\n`;

/** Each kind of run through the whole system, and what its page says. */
describe('The page of a run', function () {
  this.timeout(120_000);
  let system: TestSystem;
  let app: FastifyInstance;

  before(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none', 'studentAttributes.enabled': 'true' });
    await insertStudents(system.db, system.scope, 2);
    await system.putFile('guardians.csv', file('ana@lake.example'));
    await system.putFile('student_attributes.csv', 'studentSisId,House\nS1,Oak\nS2,Elm\n');
    app = createWebServer({ db: system.db, temporalUiUrl: null });
  });
  after(async () => {
    await app.close();
    await system.stop();
  });

  const get = async (url: string) => {
    const { statusCode, body, headers } = await app.inject(url);
    return { status: statusCode, body, headers, text: body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ') };
  };
  const request = (options: Partial<Parameters<typeof requestSync>[3]>) =>
    requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'Ada', ...options });

  it('of a sync tells of both files, and has the whole report to take along', async () => {
    const { runId } = await system.withWorkers(() => syncToEnd(system));
    const { status, text } = await get(`/runs/${runId}`);
    assert.equal(status, 200);
    assert.match(text, /Every row of the guardian file is accounted for 3 rows were read, and they add up:/);
    assert.match(text, /Every row of the student attributes file is accounted for 2 rows were read/);
    assert.match(text, /Student attributes file student_attributes\.csv, by SFTP/);
    assert.match(text, /attribute values 2 2 0/);
    assert.match(text, /Columns, and how each was read studentSisId → studentSisId guardianSisId → guardianSisId/);
    assert.match(text, /Separator comma/);
    const csv = await get(`/runs/${runId}/report.csv`);
    assert.equal(csv.status, 200);
    assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8');
    assert.equal(
      csv.headers['content-disposition'],
      `attachment; filename="dailysync-${system.scope}-run-${runId}-report.csv"`,
    );
    assert.equal(csv.headers['cache-control'], 'no-store');
    const rows = parse(csv.body, { columns: true, bom: true }) as Record<string, string>[];
    assert.ok(rows.some(({ code, line }) => code === 'student-unknown' && line === '4'));
    const json = await get(`/runs/${runId}/report.json`);
    const { findings, run } = JSON.parse(json.body);
    assert.deepEqual([run.id, findings.list.length], [runId, rows.length]);
    assert.equal((await get('/runs/999999/report.csv')).status, 404);
    assert.equal((await get(`/runs/${runId}/report.xml`)).status, 404);
  });

  it('of a dry run says what would change, and that nothing did', async () => {
    await system.putFile('guardians.csv', file('new@lake.example'));
    const report = await system.withWorkers(() => dryRun(system));
    const { status, text } = await get(`/runs/${report.run.id}`);
    assert.equal(status, 200);
    assert.match(text, /Dry run: nothing was changed What would happen Would go through, with warnings/);
    assert.match(text, /What would change 1 guardian would be changed/);
    assert.match(text, /Email ana@lake\.example new@lake\.example/);
    assert.match(text, /In numbers, if it were applied/);
    assert.doesNotMatch(text, /One family/);
    const { findings } = JSON.parse((await get(`/runs/${report.run.id}/report.json`)).body);
    assert.equal(findings.list.length, report.findings.list.length);
    assert.ok(findings.list.length > 0);
  });

  it('of an upload and of a revert says so, and each leads to the other', async () => {
    await system.withWorkers(async () => {
      const scope = await findScope(system.db, system.scope);
      const content = Readable.from([Buffer.from(`${header}S1,G3,Cy,Diaz,cy@lake.example\n`)]);
      const { blobId } = await storeUpload(system.db, system.blobs, scope, {
        ...{ name: 'added by hand.csv', modifiedAt: null, content },
      });
      await request({ kind: 'upload', upload: { blobId, abandon: false } });
      await system.client.workflow.getHandle(dailySyncId(system.scope)).result();
      const uploaded = await lastRun(system);
      const upload = await get(`/runs/${uploaded.run_id}`);
      assert.match(upload.text, /Uploaded file What just happened/);
      assert.match(upload.text, /added by hand\.csv, uploaded/);
      assert.match(upload.text, /Cy Diaz/);

      await request({ kind: 'revert', revert: { runId: uploaded.run_id } });
      await system.client.workflow.getHandle(dailySyncId(system.scope)).result();
      const { run_id: reverting } = await lastRun(system);
      const revert = await get(`/runs/${reverting}`);
      assert.match(revert.text, /Reverts an earlier run What just happened/);
      assert.match(revert.text, new RegExp(`What was reverted What became of the changes of run ${uploaded.run_id} :`));
      assert.match(revert.text, /guardians 0 1 0/);
      assert.ok(revert.body.includes(`href="/runs/${uploaded.run_id}"`));
      assert.ok((await get(`/runs/${uploaded.run_id}`)).body.includes(`href="/runs/${reverting}"`));
    });
  });
});
