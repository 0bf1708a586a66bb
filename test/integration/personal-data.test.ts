import assert from 'node:assert/strict';
import { dailySyncId } from '../../src/contract/ids.js';
import { progress } from '../../src/contract/requests.js';
import { dryRun } from '../support/dry-runs.js';
import { historyTexts } from '../support/histories.js';
import { lastRun, syncToAttention, syncToEnd, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,homePhone\n';
const others = Array.from(
  { length: 10 },
  (_, n) => `S${n + 4},G${n + 4},Ana,Quackenbush,ana${n}@canary.example,,\n`,
).join('');
const good = 'S1,G1,Zebulonia,Quackenbush,planted@canary.example,(202) 555-0188,202 555 0189\n';
/** What must not be found, in any spelling that the program makes of it. */
const planted = [
  'Zebulonia',
  'Quackenbush',
  'planted@canary',
  'canary.example',
  '5550188',
  '555-0188',
  '5550189',
  '555 0189',
];

/** The files' names, emails and phones appear in no history and no log, whatever goes wrong. */
describe('personal data stays out of histories and logs', function () {
  this.timeout(180_000);
  let system: TestSystem;
  let worker: WorkerProcess;

  before(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 13);
    worker = startWorkerProcess(system, { DAILYSYNC_LOG_LEVEL: 'trace' });
  });
  after(async () => {
    await worker.stop();
    await system.stop();
  });

  const assertClean = async () => {
    const { currentDetails } = (await system.client.workflow
      .getHandle(dailySyncId(system.scope))
      .query('__temporal_workflow_metadata')
      .catch(() => ({ currentDetails: '' }))) as { currentDetails: string };
    const texts = { history: await historyTexts(system.client, system.scope), log: worker.log(), currentDetails };
    assert.match(texts.history, /reconcileGuardians|decodeGuardianFile/, 'the histories were read');
    for (const [where, text] of Object.entries(texts)) {
      for (const value of planted) assert.equal(text.includes(value), false, `${value} is in the ${where}`);
    }
  };

  const takeOver = async () => {
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    await handle.terminate();
    await until(async () => (await handle.describe()).status.name !== 'RUNNING');
  };

  it('when all goes well, and rows in error name their cells', async () => {
    await system.putFile(
      'guardians.csv',
      `${header}${others}${good}S2,G2,"Zebulonia,Quackenbush\nS3,,Quackenbush,,planted@canary,12,\n`,
    );
    assert.equal((await dryRun(system)).run.status, 'done_with_warnings');
    assert.equal((await syncToEnd(system)).status, 'done_with_warnings');
    await assertClean();
    assert.match(await historyTexts(system.client, system.scope), /previewRun/, 'the dry run was read');
  });

  it('when the header line is missing, so that a family is in its place', async () => {
    await system.putFile('guardians.csv', `studentSisId,${good.slice(3)}${good}${others}`);
    assert.equal((await syncToAttention(system)).failure_code, 'column-missing');
    await assertClean();
    await takeOver();
  });

  it('when PostgreSQL quotes a cell in a cast error', async () => {
    await system.db.raw(`
      create function cast_email() returns trigger language plpgsql as $$ begin perform cast(new.email as date); return new; end $$;
      create trigger cast_email before insert or update on guardian for each row execute function cast_email()`);
    await system.putFile('guardians.csv', header + others + good.replace('G1', 'G3').replace('S1', 'S2') + good);
    const dry = await dryRun(system);
    assert.deepEqual([dry.failure?.part, dry.failure?.code], ['guardians', 'DatabaseRefused']);
    const run = await syncToAttention(system);
    assert.equal(run.failure_code, 'DatabaseRefused');
    assert.match(run.failure_message ?? '', /22007/);
    await assertClean();
    await system.db.raw('drop trigger cast_email on guardian');
    await takeOver();
  });

  it('when a unique index is violated, whose detail holds the values', async () => {
    await system.db.raw(
      `create unique index planted_phone on guardian (district_id, mobile_phone) where mobile_phone <> ''`,
    );
    await system.putFile('guardians.csv', header + others + good.replace('G1', 'G3').replace('S1', 'S2') + good);
    const run = await syncToAttention(system);
    assert.equal(run.failure_code, 'DatabaseRefused');
    assert.match(run.failure_message ?? '', /23505, table guardian, constraint planted_phone/);
    await assertClean();
    await system.db.raw('drop index planted_phone');
    await takeOver();
  });

  it('when attributes are synced, well, without their header, and with a cell that PostgreSQL quotes', async () => {
    await system.set({ 'studentAttributes.enabled': 'true' });
    await system.putFile('guardians.csv', `${header}${others}${good}`);
    const attributes = `studentSisId,Zebulonia,Note\nS1,Quackenbush,"planted@canary"\nS2,"Quackenbush\nS3,"=Quackenbush()",x\n`;
    const rest = Array.from({ length: 10 }, (_, n) => `S${n + 4},Quackenbush,\n`).join('');
    await system.putFile('student_attributes.csv', attributes + rest);
    assert.equal((await syncToEnd(system)).status, 'done_with_warnings');
    await assertClean();

    await system.putFile('student_attributes.csv', `Quackenbush,Zebulonia\n${rest}`);
    assert.equal((await syncToAttention(system)).failure_code, 'header-missing');
    await assertClean();
    await takeOver();

    await system.db.raw(`
      create function cast_value() returns trigger language plpgsql as $$ begin perform cast(new.value as date); return new; end $$;
      create trigger cast_value before insert or update on student_attribute for each row execute function cast_value()`);
    await system.putFile(
      'student_attributes.csv',
      `studentSisId,Zebulonia\nS1,Quackenbush Zebulonia\n${rest.replaceAll(',\n', '\n')}`,
    );
    assert.equal((await syncToAttention(system)).failure_code, 'DatabaseRefused');
    await assertClean();
    await system.db.raw('drop trigger cast_value on student_attribute');
    await takeOver();
    await system.set({ 'studentAttributes.enabled': 'false' });
  });

  it('when the password is wrong: neither it nor the files are told', async () => {
    await system.set({ 'sftp.password': 'Quackenbush-secret' });
    const run = await syncToAttention(system);
    assert.equal(run.failure_code, 'SftpAuth');
    await assertClean();
    assert.equal(
      (await system.client.workflow.getHandle(dailySyncId(system.scope)).query(progress)).failures[0]?.code,
      'SftpAuth',
    );
    assert.equal((await lastRun(system)).status, 'needs_attention');
    await takeOver();
  });
});
