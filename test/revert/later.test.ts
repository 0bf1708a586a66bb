import assert from 'node:assert/strict';
import { SyncFailure } from '../../src/contract/failures.js';
import { query } from '../../src/db/sql-files.js';
import { codes, csv, type Row, type TestDistrict, useDistricts } from '../guardians/harness.js';
import { exported, revert } from './support.js';

const mia: Row = { studentSisId: 'S1', guardianSisId: 'G1', firstName: 'Mia', lastName: 'Lopez', email: 'mia@x.org' };
const leo: Row = { studentSisId: 'S2', guardianSisId: 'G2', firstName: 'Leo', lastName: 'Ruiz', email: 'leo@x.org' };
const bob: Row = { ...leo, firstName: 'Bob', lastName: 'Lee', email: 'bob@x.org' };

/** What a revert leaves as it is, and says so; and what it refuses. */
describe('a revert with something later', () => {
  const district = useDistricts();
  let d: TestDistrict;

  beforeEach(async () => {
    d = await district({ bare: true });
    await d.students('S1', 'S2', 'S3');
  });

  const failsAs = (code: string, words: RegExp) => (error: unknown) => {
    assert.ok(error instanceof SyncFailure, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, words);
    return true;
  };
  const guardian = async (name: string) => {
    const found = (await d.guardians()).find((each) => each.name === name);
    assert.ok(found, name);
    return found;
  };

  it('puts back the rest only, and lists by id what a later run changed again', async () => {
    await d.sync(csv([mia, leo]));
    const wrong = await d.sync(
      csv([
        { ...mia, email: 'wrong@x.org' },
        { ...leo, email: 'wrong2@x.org' },
      ]),
    );
    const later = await d.sync(
      csv([
        { ...mia, email: 'right@x.org' },
        { ...leo, email: 'wrong2@x.org' },
      ]),
    );
    const { result, findings, accounts } = await revert(d, wrong.runId);
    assert.equal((await guardian('Mia Lopez')).email, 'right@x.org');
    assert.equal((await guardian('Leo Ruiz')).email, 'leo@x.org');
    assert.deepEqual(result.kinds.guardian, { restored: 1, withdrawn: 0, kept: 1 });
    const { id } = await guardian('Mia Lopez');
    assert.deepEqual(
      findings.filter(({ code }) => code === 'not-reverted').map(({ severity, details }) => [severity, details]),
      [['warning', { guardian: id, why: 'changed', run: later.runId }]],
    );
    assert.match(findings[0]?.message ?? '', new RegExp(`guardian was not reverted: run ${later.runId} has changed`));
    assert.doesNotMatch(JSON.stringify(findings), /x\.org|Mia/);
    assert.deepEqual(accounts, { created: 0, updated: 0, closed: 0, reopened: 0, merged: 0 });
    const [first, second] = await d.accounts();
    assert.deepEqual([first?.email, second?.email], ['right@x.org', 'leo@x.org']);
  });

  it('a guardian to whom a later run gave another child stays, with that child alone', async () => {
    await d.sync(csv([leo]));
    const wrong = await d.sync(csv([leo, mia]));
    await d.sync(csv([leo, mia, { ...mia, studentSisId: 'S3' }]));
    const { result, findings } = await revert(d, wrong.runId);
    const { students, ended, open } = await guardian('Mia Lopez');
    assert.deepEqual([open, students, ended], [true, ['S3'], ['S1 reverted']]);
    assert.deepEqual(result.kinds.guardian_link, { restored: 0, withdrawn: 1, kept: 0 });
    assert.deepEqual(
      findings.filter(({ code }) => code === 'not-reverted').map(({ details }) => details.why),
      ['in-use'],
    );
  });

  it('a link does not come back to a student who is archived since', async () => {
    await d.sync(csv([mia, leo]));
    const wrong = await d.sync(csv([leo]));
    await d.setStudent('S1', 'archived');
    const { findings } = await revert(d, wrong.runId);
    assert.equal((await guardian('Mia Lopez')).open, false);
    assert.deepEqual(
      findings
        .filter(({ code }) => code === 'not-reverted')
        .map(({ details }) => details.why)
        .sort(),
      ['owner-ended', 'without-links'],
    );
  });

  it('an id that went to another person comes back, unless a later run has that person under it', async () => {
    await d.sync(csv([mia, leo]));
    const before = await exported(d);
    const wrong = await d.sync(csv([mia, bob]));
    assert.ok(codes(wrong).includes('id-reused'));
    const { runId } = await revert(d, wrong.runId);
    assert.equal(await exported(d), before);
    assert.equal((await guardian('Leo Ruiz')).sisId, 'G2');

    await revert(d, runId);
    await d.sync(csv([mia, { ...bob, language: 'es' }]));
    const second = await revert(d, (await d.sync(csv([mia, { ...bob, email: 'bob2@x.org' }]))).runId);
    assert.deepEqual(second.findings, []);
    assert.equal((await guardian('Bob Lee')).email, 'bob@x.org');
  });

  it('leaves an account that was claimed since to the rules: it goes on with its person', async () => {
    await d.sync(csv([mia]));
    const [account] = await d.accounts();
    const wrong = await d.sync(csv([{ ...mia, email: 'wrong@x.org' }]));
    await d.claim(account!.id);
    const { findings, accounts } = await revert(d, wrong.runId);
    const after = await d.accounts();
    // A person uses it: its own email stays, and its key follows the guardian.
    assert.deepEqual(
      after.map(({ id, email, open }) => [id, email, open]),
      [[account!.id, 'wrong@x.org', true]],
    );
    assert.equal((await guardian('Mia Lopez')).account, account!.id);
    assert.deepEqual(findings.map(({ code }) => code).sort(), ['account-decided-anew', 'claimed-contact-kept']);
    assert.equal(accounts.updated, 1);
  });

  it('a person made by the reverted run, in a right file: the same guardian and account, no id kept before that', async () => {
    await d.sync(csv([leo]));
    const wrong = await d.sync(csv([leo, mia]));
    const { id, account } = await guardian('Mia Lopez');
    await revert(d, wrong.runId);
    assert.deepEqual([(await guardian('Mia Lopez')).sisId, (await guardian('Mia Lopez')).open], [null, false]);
    const right = await d.sync(csv([leo, { ...mia, studentSisId: 'S3' }]));
    const back = await guardian('Mia Lopez');
    assert.deepEqual([back.id, back.account, back.sisId, back.students], [id, account, 'G1', ['S3']]);
    assert.equal(right.counts.guardians.restored, 1);
    assert.match(await exported(d), /Mia,Lopez/);
  });

  it('what the reverted run withheld is no question any more; what it settled is one again', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => ({
      ...{ ...mia, guardianSisId: `G${i}`, email: `m${i}@x.org`, firstName: `Mia${i}` },
    }));
    await d.sync(csv(rows));
    const short = await d.sync(csv(rows.slice(0, 2)));
    assert.deepEqual(await d.withheld(), { open: 8, keep: 0 });
    const first = await revert(d, short.runId);
    assert.deepEqual(first.result.questions, { settled: 8, askedAgain: 0 });
    assert.deepEqual(await d.withheld(), { open: 0, keep: 0 });
    const second = await revert(d, first.runId);
    assert.deepEqual(second.result.questions, { settled: 0, askedAgain: 8 });
    assert.deepEqual(await d.withheld(), { open: 8, keep: 0 });

    await d.sync(csv([...rows.slice(0, 2), { ...mia, guardianSisId: 'G99' }]), { answers: [['removals', 'keep']] });
    assert.deepEqual(await d.withheld(), { open: 0, keep: 8 });
    const named = await d.sync(csv(rows));
    assert.deepEqual(await d.withheld(), { open: 0, keep: 0 });
    await revert(d, named.runId);
    assert.deepEqual(await d.withheld(), { open: 0, keep: 8 });
  });

  it('an answer that the reverted run carried out is asked for again', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => ({
      ...{ ...mia, guardianSisId: `G${i}`, email: `m${i}@x.org`, firstName: `Mia${i}` },
    }));
    await d.sync(csv(rows));
    const before = await exported(d);
    await d.sync(csv(rows.slice(0, 2)));
    const gone = await d.sync(`${csv(rows.slice(0, 2))}`, { answers: [['removals', 'archive']] });
    assert.equal((await d.guardians()).filter(({ open }) => open).length, 2);
    await revert(d, gone.runId);
    assert.equal(await exported(d), before);
    assert.deepEqual(await d.withheld(), { open: 8, keep: 0 });
    const next = await d.sync(
      csv(rows.slice(0, 2), ['studentSisId', 'guardianSisId', 'firstName', 'lastName', 'email', 'homePhone']),
    );
    assert.equal(next.status, 'threshold');
    assert.equal(await d.guardians().then((all) => all.filter(({ open }) => open).length), 10);
  });

  it('called again, the step gives what it came to and writes nothing', async () => {
    await d.sync(csv([mia]));
    const wrong = await d.sync(csv([leo]));
    const run = await d.openRun();
    const first = await revert(d, wrong.runId, run);
    const versions = await d.versions();
    const second = await revert(d, wrong.runId, run);
    assert.deepEqual(second.result, first.result);
    assert.equal(await d.versions(), versions);
  });

  it('refuses what can not be put back, and says what to do', async () => {
    const other = await district({ bare: true });
    const school = await d.school('north');
    await school.students('S1');
    const ofSchool = await school.sync(csv([mia]));
    await assert.rejects(revert(d, ofSchool.runId), failsAs('RunOfOtherScope', /is a run of .*\/north, not of/));
    await assert.rejects(revert(other, ofSchool.runId), failsAs('UnknownRun', /dailysync runs/));
    await assert.rejects(revert(d, (await d.openRun()).runId), failsAs('RunNotEnded', /still running/));
    for (const [kind, code, words] of [
      ['preview', 'NothingToRevert', /was a dry run\. It changed nothing/],
      ['level', 'RunNotRevertible', /turn the other level on/],
    ] as const) {
      const { runId } = await d.openRun();
      await query(d.db, `update run set kind = :kind, status = 'done' where run_id = :runId`, { kind, runId });
      await assert.rejects(revert(d, runId), failsAs(code, words));
    }
    const first = await d.sync(csv([mia]));
    const same = await d.sync(csv([mia]));
    await assert.rejects(revert(d, same.runId), failsAs('NothingToRevert', /changed no record/));
    const undone = await revert(d, first.runId);
    await assert.rejects(
      revert(d, first.runId),
      failsAs('AlreadyReverted', new RegExp(`reverted by run ${undone.runId}\\. .* revert run ${undone.runId}\\.`)),
    );
    const redone = await revert(d, undone.runId);
    await assert.rejects(
      revert(d, first.runId),
      failsAs('AlreadyReverted', new RegExp(`run ${redone.runId} undid that\\. .* revert run ${redone.runId}\\.`)),
    );
  });

  it('case 44: the file of a reverted run is held, "apply" applies it all the same, and it is not asked again', async () => {
    await d.sync(csv([mia, leo]));
    const wrongFile = csv([mia, bob]);
    const wrong = await d.sync(wrongFile);
    const undone = await revert(d, wrong.runId);
    const before = await exported(d);

    const again = await d.sync(wrongFile);
    assert.equal(again.status, 'held');
    assert.deepEqual(
      again.held.map(({ code }) => code),
      ['file-reverted'],
    );
    assert.match(again.held[0]?.message ?? '', new RegExp(`run ${wrong.runId}.*run ${undone.runId}.*"Apply"`));
    assert.ok(codes(again).includes('held-file-reverted'));
    assert.equal(await exported(d), before);
    assert.equal((await d.sync(csv([mia, leo]))).held.length, 0);

    const applied = await d.sync(wrongFile, { answers: [['hold', 'apply']] });
    assert.equal((await guardian('Bob Lee')).open, true);
    assert.equal((await d.sync(wrongFile)).held.length, 0);
    await revert(d, applied.runId);
    assert.deepEqual(
      (await d.sync(wrongFile)).held.map(({ code }) => code),
      ['file-reverted'],
    );
  });

  it('the file of a run whose revert was reverted is applied', async () => {
    await d.sync(csv([mia]));
    const file = csv([mia, leo]);
    const undone = await revert(d, (await d.sync(file)).runId);
    await revert(d, undone.runId);
    assert.equal((await d.sync(file)).held.length, 0);
  });

  it('keeps every record that it archives: nothing is deleted', async () => {
    const wrong = await d.sync(csv([mia, leo]));
    const count = async () => {
      const [row] = await query<{ n: number }>(
        d.db,
        `select (select count(*) from guardian where district_id = :id) + (select count(*) from account where district_id = :id) as n`,
        { id: d.districtId },
      );
      return row!.n;
    };
    assert.equal(await count(), 4);
    await revert(d, wrong.runId);
    assert.equal(await count(), 4);
    assert.doesNotMatch(await exported(d), /Mia|Leo/);
  });
});
