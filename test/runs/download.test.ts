import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';
import { csvLine } from '../../src/runs/report/csv.js';
import { downloadName, reportDownload } from '../../src/runs/report/download.js';
import { runReport } from '../../src/runs/report.js';
import { createTestDatabase } from '../support/database.js';
import { type Fixture, insertRun } from '../web/fixture.js';

describe('a line of CSV', () => {
  it('reads back as what it was, but for the apostrophe before formulas', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'), fc.string())
        .map((both) => both.join('')),
    );
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 6 }), (cells) => {
        const [back] = parse(csvLine(cells), { relaxColumnCount: true, skipEmptyLines: false }) as string[][];
        assert.deepEqual(
          back?.map((text) => text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '')),
          cells.map((text) => text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '')),
        );
        assert.ok(back?.every((text) => !/^[=+\-@\t\r\n＝＋－＠]/.test(text)));
      }),
    );
  });

  it('puts an apostrophe before a formula and a phone number, and leaves numbers numbers', () => {
    assert.equal(
      csvLine(['=1+1', '+12075550142', '@x', '-2', -2, null, 'a "b"']),
      `'=1+1,'+12075550142,'@x,'-2,-2,,"a ""b"""\r\n`,
    );
  });
});

describe('the download of a report', () => {
  let db: Knex;
  let drop: () => Promise<void>;
  let fixture: Fixture;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
    fixture = await insertRun(db, 'hill');
  });
  after(() => drop());

  const text = async (format: 'csv' | 'json') => {
    let all = '';
    for await (const part of reportDownload(db, fixture.runId, format)) all += part;
    return all;
  };
  const add = (values: Record<string, unknown>) =>
    db('run_finding').insert({
      ...{ district_id: fixture.districtId, run_id: fixture.runId, step: 's', severity: 'notice', message: 'm' },
      ...values,
    });
  const idOf = async (table: string, name: string): Promise<number> => {
    const [row] = await db(table).where({ first_name: name }).select(`${table}_id as id`);
    return row.id;
  };

  it('has every finding, in the order of the report, as JSON of a stated version', async () => {
    const document = JSON.parse(await text('json'));
    const { list, ...counted } = document.findings;
    assert.deepEqual([document.format, document.version, document.run.id], ['dailysync-report', 1, fixture.runId]);
    assert.equal(list.length, 10);
    const screen = await runReport(db, fixture.runId, { findingsPerCode: 2 });
    assert.deepEqual(counted, { total: screen.findings.total, byCode: screen.findings.byCode });
    assert.deepEqual(
      (list as { line: number }[]).map(({ line }) => line),
      [40, 44, 50, 51, 52, 53, 54, 55, 56, 57],
    );
    const { findings: _, ...report } = screen;
    const { format: _f, version: _v, findings: _d, ...downloaded } = document;
    assert.deepEqual(downloaded, JSON.parse(JSON.stringify(report)));
  });

  it('names the people of contact changes and accounts, looked up when it is read', async () => {
    const [jose, ana, child] = await Promise.all([
      idOf('guardian', 'José'),
      idOf('guardian', 'Ana'),
      idOf('student', 'Sofía'),
    ]);
    await add({ code: 'possible-contact-change', line: 3, details: { student: child, before: jose, after: ana } });
    const [account] = await db('account').select('account_id as id');
    await add({ code: 'shared-email', details: { accounts: [account.id], count: 2 } });
    await add({ code: 'account-split', details: { from: account.id, account: account.id, kind: 'guardian', id: ana } });
    await add({ code: 'ids-adopted', details: { guardians: 17 } });
    await add({ code: 'link-kept', line: 5, details: { student: child, guardian: ana } });
    const rows = parse(await text('csv'), { columns: true }) as Record<string, string>[];
    const kept = rows.find(({ code }) => code === 'link-kept');
    assert.deepEqual(
      [kept?.student, kept?.people],
      ['Sofía Ruiz', `guardian ${ana}: Ana Ruiz (Sofía Ruiz, Andrés Ruiz)`],
      'no contact where it is not about contacts',
    );
    const change = rows.find(({ code }) => code === 'possible-contact-change');
    assert.equal(change?.student, 'Sofía Ruiz');
    assert.equal(change?.['student id'], '0012');
    assert.deepEqual(
      [change?.['before: name'], change?.['before: email'], change?.['after: email'], change?.['after: mobile phone']],
      ['José Ruiz', 'jose@example.org', 'ana.ruiz@example.org', `'+12075550142`],
    );
    const shared = rows.find(({ code }) => code === 'shared-email');
    assert.equal(
      shared?.people,
      `account ${account.id}: Ana Ruiz (teacher; guardian of Sofía Ruiz, Andrés Ruiz), ana.ruiz@example.org, +12075550142`,
    );
    const { findings } = await runReport(db, fixture.runId);
    const split = findings.list.find(({ code }) => code === 'account-split');
    assert.deepEqual(split?.people.map(({ part, kind }) => [part, kind]).sort(), [
      ['account', 'account'],
      ['from', 'account'],
      ['who', 'guardian'],
    ]);
    assert.deepEqual(findings.list.find(({ code }) => code === 'ids-adopted')?.people, []);
    assert.equal(
      findings.list.find(({ code }) => code === 'possible-contact-change')?.contacts?.before.name,
      'José Ruiz',
    );
  });

  it('comes in pieces, however many findings there are, and lets the connection go when nobody reads on', async () => {
    await query(
      db,
      `insert into run_finding (district_id, run_id, step, severity, code, line, message)
       select :districtId, :runId, 's', 'error', 'many', n, 'One of many.' from generate_series(1, 20000) n`,
      { districtId: fixture.districtId, runId: fixture.runId },
    );
    let lines = 0;
    let largest = 0;
    for await (const part of reportDownload(db, fixture.runId, 'csv')) {
      largest = Math.max(largest, part.length);
      lines += part.split('One of many.').length - 1;
    }
    assert.equal(lines, 20_000);
    assert.ok(largest < 100_000, `${largest} characters at once`);
    for (let n = 0; n < 20; n++) {
      for await (const _ of reportDownload(db, fixture.runId, 'json')) break;
    }
    const [idle] = await query<{ count: number }>(
      db,
      `select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
    );
    assert.equal(idle?.count, 0);
  });

  it('refuses a run that is not there before anything is sent', async () => {
    await assert.rejects(reportDownload(db, 999_999, 'csv').next(), /no run 999999/);
    await assert.rejects(reportDownload(db, 999_999, 'json').next(), /no run 999999/);
  });

  it('is named after scope and run', () => {
    assert.equal(downloadName('lake/hill', 12, 'report.csv'), 'dailysync-lake-hill-run-12-report.csv');
  });
});
