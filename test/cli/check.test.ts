import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asProcess, inProcess } from './run-cli.js';

const HEADER = 'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone';

describe('dailysync check', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'dailysync-check-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function file(content: string | Buffer, name = 'guardians.csv'): string {
    const at = path.join(folder, name);
    writeFileSync(at, content);
    return at;
  }
  const row = (n: number) => `S${n},G${n},Ana,Ruiz,ana${n}@lake.example,5005550${String(n).padStart(3, '0')}`;
  const csv = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;

  it('passes a usable file and says what it can not know', async () => {
    const { code, out, err } = await asProcess(['check', file(csv(row(100), row(101)))]);
    assert.equal(code, 0);
    assert.equal(err, '');
    assert.match(out, /USABLE: 2 rows can be applied/);
    assert.match(out, /Encoding +utf-8/);
    assert.match(out, /Rows +2 read = 2 good/);
    assert.match(out, /student IDs cannot be compared with the roster here/);
  });

  it('finds ISO-8859-1 and gives the evidence', async () => {
    const content = Buffer.from(csv('S1,G1,José,Ruiz,jose@lake.example,5005550100'), 'latin1');
    const { code, out } = await inProcess(['check', file(content), '--json']);
    const report = JSON.parse(out);
    assert.equal(code, 0);
    assert.equal(report.usable, true);
    assert.equal(report.encoding.encoding, 'windows-1252');
    assert.deepEqual(report.encoding.firstInvalid, { byte: 0xe9, offset: HEADER.length + 10, line: 2, became: 'é' });
    assert.equal(report.findingCounts['encoding-converted'], 1);
  });

  it('refuses with 2, one JSON document and the reason', async () => {
    const { code, out, err } = await asProcess(['check', file('firstName,lastName\nAna,Ruiz\n'), '--json']);
    const report = JSON.parse(out);
    assert.equal(code, 2);
    assert.equal(err, '');
    assert.equal(report.usable, false);
    assert.equal(report.refusal.code, 'column-missing');
    const plain = await inProcess(['check', file('', 'guardians.csv')]);
    assert.equal(plain.code, 2);
    assert.match(plain.out, /REFUSED \(file-empty\)/);
  });

  it('knows a file of student attributes by its name, or else by its header', async () => {
    const content = 'Student ID,House,Bus Route\nS1,Oak,7\nS2,#REF!,\n';
    const named = await inProcess(['check', file(content, 'student_attributes.csv')]);
    assert.equal(named.code, 0);
    assert.match(named.out, /Columns +studentSisId \(from "Student ID"\)\nAttributes House, Bus Route\n/);
    assert.match(named.out, /warning spreadsheet-error \(1\)\n {2}line 3: The cell in House/);
    const other = await inProcess(['check', file(content, 'export.csv')]);
    assert.equal(other.code, 0);
    assert.match(other.out, /Attributes House, Bus Route\n[\s\S]*warning file-name-other \(1\)\n.*export\.csv/);
    const mapped = file('Pupil,Student ID\nS1,7\n', 'student_attributes.csv');
    assert.match((await inProcess(['check', mapped, '--map', 'studentSisId=Pupil'])).out, /Attributes Student ID\n/);
    const wrong = await inProcess(['check', mapped, '--map', 'email=Pupil']);
    assert.deepEqual([wrong.code, /--map takes studentSisId only/.test(wrong.err)], [2, true]);
  });

  it('takes a guardian file of any name, and shows what became of each header', async () => {
    const wide =
      'Student ID,Grade,Mother Name,Mother Email,Email,Father Name\nS1,3,Mia Lopez,mia@example.org,,Leo Lopez\n';
    const { code, out } = await inProcess(['check', file(wide, 'ps_export.csv')]);
    assert.equal(code, 0);
    assert.match(out, /\nColumns +studentSisId \(from "Student ID"\)\n/);
    assert.match(out, /\nMother +firstName and lastName \(from "Mother Name"\), email \(from "Mother Email"\)\n/);
    assert.match(out, /\nFather +firstName and lastName \(from "Father Name"\)\n/);
    assert.match(out, /\nNot read +Grade \(not known\), Email \(not clear whose\)\n/);
    assert.match(out, /warning file-name-other \(1\)\n.*ps_export\.csv/);
    const listed = 'Student ID,Guardian Name,Guardian Email,Guardian Phone\nS1,Mia Lopez,mia@example.org,5005550100\n';
    assert.match((await inProcess(['check', file(listed, 'families.csv')])).out, /USABLE: 1 row can be applied/);
  });

  it('lists findings by line, at most 20 of a code', async () => {
    const bad = Array.from({ length: 30 }, (_, n) => `S${n},G${n},Ana,Ruiz,ana.ruiz,5005550100`);
    const { code, out } = await inProcess(['check', file(csv(...bad))]);
    assert.equal(code, 0);
    assert.match(out, /warning email-invalid \(30\)\n {2}line 2: /);
    assert.match(out, / {2}line 21: .*\n {2}and 10 more/);
    assert.doesNotMatch(out, /line 22:|ana.ruiz/);
  });

  it('does not let many findings of one code hide those of another', async () => {
    const bad = Array.from({ length: 1200 }, (_, n) => `S${n},G${n},Ana,Ruiz,ana.ruiz,5005550100`);
    const last = `S1,G1,,,ana@lake.example,5005550100`;
    const path = file(csv(...bad, last));
    const { out } = await inProcess(['check', path]);
    assert.match(out, /error name-missing \(1\)\n {2}line 1202: /);
    assert.match(out, /warning email-invalid \(1,200\)[\s\S]*and 1,180 more/);
    const report = JSON.parse((await inProcess(['check', path, '--json'])).out);
    assert.deepEqual(report.notListed, { 'email-invalid': 200 });
    assert.deepEqual([report.findings.length, report.findings.at(-1).line], [1001 + 1, 1202]);
  });

  it('takes encoding, columns, contact types and country by hand', async () => {
    const content = `Kid,contactType,lastName,mobilePhone\nS1,Emergency,Ruiz,030 901820\nS2,Primary,Ruiz,030 901820\n`;
    const args = [
      '--map',
      'studentSisId=Kid',
      '--contact-types',
      'Primary,Family',
      '--country',
      'de',
      '--encoding',
      'iso-8859-1',
    ];
    const { code, out } = await inProcess(['check', file(content), ...args, '--json']);
    const report = JSON.parse(out);
    assert.equal(code, 0);
    assert.equal(report.columns.found.studentSisId, 'Kid');
    assert.deepEqual(report.counts, { read: 2, good: 1, error: 0, blank: 0, leftOut: 1 });
    assert.equal(report.encoding.pinned, true);
    assert.equal(report.findingCounts['phone-invalid'], undefined);
  });

  it('shows plain lines of progress for a long file where there is no terminal', async () => {
    const long = csv(...Array.from({ length: 12_000 }, (_, n) => row(n)));
    const { code, err } = await inProcess(['check', file(long)]);
    assert.equal(code, 0);
    assert.match(err, /^Finding the encoding {2}\d+%\nChecking the rows {2}\d+%\n$/);
  });

  it('ends with 2 where the file or an option is wrong', async () => {
    mkdirSync(path.join(folder, 'sub'));
    const usable = file(csv(row(100)));
    const wrong: [string[], string][] = [
      [[path.join(folder, 'nowhere.csv')], 'FileUnreadable'],
      [[path.join(folder, 'sub')], 'FileUnreadable'],
      [[usable, '--encoding', 'ebcdic'], 'BadArguments'],
      [[usable, '--country', 'XX'], 'BadArguments'],
      [[usable, '--map', 'shoeSize=Kid'], 'BadArguments'],
      [[usable, '--contact-types', 'Friend'], 'BadArguments'],
    ];
    for (const [args, expected] of wrong) {
      const { code, out } = await inProcess(['check', ...args, '--json']);
      assert.equal(code, 2, args.join(' '));
      assert.equal(JSON.parse(out).error.code, expected, args.join(' '));
    }
  });
});
