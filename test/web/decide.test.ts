import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import { dailySyncId } from '../../src/contract/ids.js';
import { progress } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { temporalClientFromEnv } from '../../src/main/environment.js';
import { answersThrough, type SyncAnswers } from '../../src/requests/answers.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { createWebServer } from '../../src/web/server.js';
import { withEnvironment } from '../cli/run-cli.js';
import { lastRun, syncToEnd, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const row = (n: number, email = `p${n}@example.org`) => `S${n},G${n},Parent,Number ${n},${email}\n`;
const file = (count: number, email?: (n: number) => string) =>
  `studentSisId,guardianSisId,firstName,lastName,email\n${Array.from({ length: count }, (_, i) => row(i + 1, email?.(i + 1))).join('')}`;

const header = { 'content-type': 'application/x-www-form-urlencoded', host: 'localhost:8080' };

/** Through Temporal and workers, as a person presses the buttons. */
describe('Decisions on the pages', function () {
  this.timeout(120_000);
  let system: TestSystem;
  let app: FastifyInstance;
  let answers: SyncAnswers;

  beforeEach(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 40);
    await system.putFile('guardians.csv', file(40));
    await system.withWorkers(() => syncToEnd(system));
    answers = answersThrough(
      async () => new Client({ connection: await Connection.connect({ address: system.env.TEMPORAL_ADDRESS! }) }),
    );
    app = createWebServer({ db: system.db, temporalUiUrl: null, answers });
  });
  afterEach(async () => {
    await app.close();
    await system.stop();
  });

  async function syncTo(status: string): Promise<number> {
    await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    await until(async () => ((await handle.query(progress)) as { status: string }).status === status);
    return (await lastRun(system)).run_id;
  }
  const ended = () => system.client.workflow.getHandle(dailySyncId(system.scope)).result();
  const openLinks = async () => {
    const [links] = await query<{ count: number }>(
      system.db,
      'select count(*) from guardian_link where archived_at is null',
    );
    return links!.count;
  };
  const get = (url: string) => app.inject({ url, headers: { host: 'localhost:8080' } });
  const tokenOf = async (url: string) => /name="token" value="([\w-]{32})"/.exec((await get(url)).body)![1]!;
  async function press(run: number, fields: Record<string, string>, headers = {}) {
    const token = fields.token ?? (await tokenOf(`/runs/${run}/removals`).catch(() => tokenOf(`/runs/${run}`)));
    const payload = new URLSearchParams({ token, by: 'Ada Admin', ...fields }).toString();
    return app.inject({ method: 'POST', url: `/runs/${run}/decide`, headers: { ...header, ...headers }, payload });
  }

  it('case 16: the list says who would go; archiving is asked twice and says how many each time', async () => {
    await system.putFile('guardians.csv', file(30));
    await system.withWorkers(async () => {
      const run = await syncTo('threshold');
      const page = (await get(`/runs/${run}`)).body;
      assert.match(page, /10 records wait for your decision/);
      assert.match(page, /10 links to children \(25%\), and 10 guardians who would have no student left/);
      const list = (await get(`/runs/${run}/removals`)).body;
      assert.match(list, /10 records would be archived/);
      for (let n = 31; n <= 40; n++) assert.match(list, new RegExp(`Parent Number ${n}<`));
      assert.match(list, /Archive these 10 records once…/);
      assert.match(list, /Keep all 10/);

      const token = await tokenOf(`/runs/${run}/removals`);
      const asked = await press(run, { ask: 'removals archive', records: '10' });
      assert.equal(asked.statusCode, 200);
      assert.match(asked.body, /Archive 10 records\?[\s\S]*Yes, archive these 10 records[\s\S]*Decided by Ada Admin/);
      assert.equal(await openLinks(), 40, 'nothing yet');

      const done = await press(run, { ask: 'removals archive', records: '10', confirmed: 'yes' });
      assert.deepEqual([done.statusCode, done.headers.location], [303, `/runs/${run}?follow=1`]);
      await ended();
      assert.equal(await openLinks(), 30);
      assert.match((await get(`/runs/${run}`)).body, /What was decided[\s\S]*were archived\. Decided by Ada Admin/);

      const again = await press(run, { ask: 'removals archive', records: '10', confirmed: 'yes', token });
      assert.equal(again.statusCode, 409);
      assert.match(again.body, /no longer open/);
      assert.equal((await get(`/runs/${run}/removals`)).statusCode, 409);
    });
  });

  it('take no answer to another number, run or question, from elsewhere, or of nobody', async () => {
    await system.putFile('guardians.csv', file(30));
    await system.withWorkers(async () => {
      const run = await syncTo('threshold');
      const token = await tokenOf(`/runs/${run}/removals`);
      const sent = { ask: 'removals archive', records: '10', confirmed: 'yes', token };
      const refused: [Record<string, string>, number, RegExp][] = [
        [{ ...sent, records: '9' }, 409, /The list has changed[\s\S]*10 records wait now/],
        [{ ...sent, records: 'NaN' }, 409, /The list has changed/],
        [{ ...sent, by: ' ' }, 400, /Who is deciding\?/],
        [{ ...sent, by: 'schedule' }, 400, /Who is deciding\?/],
        [{ ...sent, by: 'x'.repeat(61) }, 400, /Who is deciding\?/],
        [{ ...sent, ask: 'hold apply' }, 409, /no longer open/],
        [{ ...sent, ask: 'retry' }, 409, /no longer open/],
        [{ ...sent, ask: 'delete all' }, 404, /nothing here/],
        [{ ...sent, token: 'x'.repeat(32) }, 403, /did nothing/],
      ];
      for (const [fields, status, text] of refused) {
        const answer = await press(run, fields);
        assert.equal(answer.statusCode, status, JSON.stringify(fields));
        assert.match(answer.body, text);
      }
      for (const headers of [
        { origin: 'http://evil.example' },
        { 'sec-fetch-site': 'cross-site' },
        { host: 'evil.example' },
      ]) {
        assert.equal((await press(run, sent, headers)).statusCode, 403);
      }
      assert.equal((await press(run - 1, sent)).statusCode, 409);
      assert.equal(await openLinks(), 40);

      // A later sync asks now: with the same number, but it is another question.
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
      await until(async () => {
        const last = await lastRun(system);
        return last.run_id > run && last.status === 'threshold';
      });
      assert.equal((await press(run, sent)).statusCode, 409);
      const fromThen = answers.decide(system.scope, {
        question: 'removals',
        decision: 'archive',
        by: 'Ada',
        runId: run,
      });
      await assert.rejects(fromThen, { code: 'NothingToDecide' });
      assert.equal(await openLinks(), 40);
    });
  });

  it('keep what waits', async () => {
    await system.putFile('guardians.csv', file(30));
    await system.withWorkers(async () => {
      const run = await syncTo('threshold');
      const [first, second] = await Promise.all([
        press(run, { ask: 'removals keep', records: '10' }),
        press(run, { ask: 'removals keep', records: '10' }),
      ]);
      assert.deepEqual([first.statusCode, second.statusCode].sort(), [303, 409], 'pressed twice');
      await ended();
      assert.equal(await openLinks(), 40);
      assert.match((await get(`/runs/${run}`)).body, /records that waited were kept/);
    });
  });

  it('case 35: apply what is on hold after asking again, or discard it', async () => {
    await system.putFile(
      'guardians.csv',
      file(40, (n) => `moved${n}@example.org`),
    );
    await system.withWorkers(async () => {
      const held = await syncTo('held');
      const page = (await get(`/runs/${held}`)).body;
      assert.match(page, /The guardian file is on hold and was not applied[\s\S]*40 of the 40 guardians/);
      const discarded = await press(held, { ask: 'hold discard' });
      assert.equal(discarded.statusCode, 303);
      await ended();
      assert.match((await get(`/runs/${held}`)).body, /was discarded\. Decided by Ada Admin/);

      const again = await syncTo('held');
      const asked = await press(again, { ask: 'hold apply' });
      assert.match(asked.body, /Apply what is on hold\?[\s\S]*discarded this same file[\s\S]*Yes, apply it/);
      assert.equal((await press(again, { ask: 'hold apply', confirmed: 'yes' })).statusCode, 303);
      await ended();
      const [moved] = await query<{ count: number }>(
        system.db,
        `select count(*) from guardian where email like 'moved%'`,
      );
      assert.equal(moved?.count, 40);
    });
  });

  it('run failed steps again once the cause is fixed', async () => {
    await system.removeFile('guardians.csv');
    await system.withWorkers(async () => {
      const run = await syncTo('needs_attention');
      assert.match((await get(`/runs/${run}`)).body, /Run the failed steps again/);
      await system.putFile('guardians.csv', file(40));
      assert.equal((await press(run, { ask: 'retry' })).statusCode, 303);
      await ended();
      assert.equal((await lastRun(system)).status, 'done');
    });
  });

  it('say so where Temporal or its workers are away', async () => {
    await system.putFile('guardians.csv', file(30));
    const run = await system.withWorkers(() => syncTo('threshold'));
    const restore = withEnvironment({ ...system.env, TEMPORAL_ADDRESS: '127.0.0.1:1' });
    const away = createWebServer({
      db: system.db,
      temporalUiUrl: null,
      answers: answersThrough(temporalClientFromEnv),
    });
    const token = /name="token" value="([\w-]{32})"/.exec((await away.inject(`/runs/${run}/removals`)).body)![1]!;
    const payload = new URLSearchParams({ token, by: 'Ada', ask: 'removals keep', records: '10' }).toString();
    const { statusCode, body } = await away.inject({
      method: 'POST',
      url: `/runs/${run}/decide`,
      headers: header,
      payload,
    });
    assert.equal(statusCode, 503);
    assert.match(body, /Your answer was not delivered[\s\S]*Temporal does not answer/);
    restore();
    await away.close();
    await system.client.workflow.getHandle(dailySyncId(system.scope)).terminate();
  });
});
