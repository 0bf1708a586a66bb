import assert from 'node:assert/strict';
import {
  COLUMN_ALIASES,
  FileRefused,
  type Header,
  type HeaderOptions,
  readHeader,
} from '../../src/guardian-file/index.js';
import { bytesOf, codes, concat, fileOf, HEADER, readFile, row } from './reading.js';

function header(text: string, options: HeaderOptions = {}): Header {
  return readHeader(bytesOf(text), options);
}

function refused(text: string, options: HeaderOptions = {}): FileRefused {
  try {
    header(text, options);
  } catch (error) {
    assert.ok(error instanceof FileRefused);
    return error;
  }
  throw new assert.AssertionError({ message: 'not refused' });
}

describe('header', () => {
  it('reads its own names without a notice', () => {
    const read = header(fileOf(row('1')));
    assert.deepEqual(read.findings, []);
    assert.deepEqual([read.delimiter, read.width, read.lineEnd], [',', 10, 'LF']);
    assert.deepEqual([read.dataOffset, read.dataLine], [HEADER.length + 1, 2]);
  });

  it('case 24: a semicolon file with BOM and other names is read, with notices', () => {
    const text =
      '\ufeffStudent ID;Parent First Name;Parent Last Name;E-Mail;Cell Phone\r\n1;José;Díaz;j@example.org;2015550123\r\n';
    const read = readFile(text);
    assert.equal(read.header.delimiter, ';');
    assert.equal(read.header.lineEnd, 'CRLF');
    const { studentSisId, firstName, lastName, email, mobilePhone, guardianSisId, line } = read.rows[0]!;
    assert.deepEqual([studentSisId, firstName, lastName], ['1', 'José', 'Díaz']);
    assert.deepEqual([email, mobilePhone, guardianSisId, line], ['j@example.org', '+12015550123', null, 2]);
    const notices = read.header.findings.map(({ code, column }) => (column ? `${code} ${column}` : code));
    assert.deepEqual(notices, [
      'delimiter-not-comma',
      'column-renamed studentSisId',
      'column-renamed firstName',
      'column-renamed lastName',
      'column-renamed email',
      'column-renamed mobilePhone',
      'contact-of-whom',
      'columns-absent',
      'guardian-id-absent guardianSisId',
    ]);
  });

  const names: [string, string][] = [
    ['student_id', 'studentSisId'],
    ['STUDENT-NUMBER', 'studentSisId'],
    ['\u200bStudentSISID\u00a0', 'studentSisId'],
    ['guardian_sis_id', 'guardianSisId'],
    ['Parent ID', 'guardianSisId'],
    ['parent first name', 'firstName'],
    ['Surname', 'lastName'],
    ['"E-mail address"', 'email'],
    ['sms', 'mobilePhone'],
    ['cell phone', 'mobilePhone'],
    ['phone', 'mobilePhone'],
    ['Home Phone', 'homePhone'],
    ['preferredLanguage', 'language'],
    ['Relationship to Student', 'relationship'],
    ['contact_type*', 'contactType'],
  ];
  for (const [name, column] of names) {
    it(`${JSON.stringify(name)} is ${column}`, () => {
      const others = ['studentSisId', 'lastName'].filter((each) => each !== column);
      assert.equal(header(`${[...others, name].join(',')}\n`).columns[column as 'email'], others.length);
    });
  }

  it('knows each column by every name in the docs, in any spelling, and no name means two columns', () => {
    const seen = new Set<string>();
    for (const [column, aliases] of Object.entries(COLUMN_ALIASES)) {
      for (const alias of aliases) {
        assert.ok(!seen.has(alias), alias);
        seen.add(alias);
        const camel = alias.replace(/ (.)/g, (_, letter) => letter.toUpperCase());
        const spellings = [alias.toUpperCase(), alias.replaceAll(' ', '_'), alias.replaceAll(' ', '-'), camel];
        for (const name of [...spellings, `\u200b ${alias}\u00a0`]) {
          const others = ['studentSisId', 'lastName'].filter((each) => each !== column);
          const read = header(`${[...others, `"${name}"`].join(',')}\n`);
          assert.equal(read.columns[column as 'email'], others.length, name);
        }
      }
    }
    assert.ok(seen.size > 200);
  });

  it('reads a file of each delimiter with each kind of line end in the same way', () => {
    const text = fileOf(row('1', { 2: '"Mia ""M"" Rosa"' }), row('2', { 3: '' }));
    const plain = readFile(text);
    for (const delimiter of [',', ';', '\t', '|', '^']) {
      for (const end of ['\n', '\r\n', '\r']) {
        const read = readFile(text.replaceAll(',', delimiter).replaceAll('\n', end));
        assert.deepEqual(read.rows, plain.rows);
        assert.deepEqual(codes(read.header), delimiter === ',' ? [] : ['delimiter-not-comma']);
      }
    }
  });

  it("ignores unknown columns with a notice, the student's own names among them", () => {
    const read = header('studentSisId,Student First Name,First Name,State\n');
    assert.equal(read.columns.firstName, 2);
    assert.equal(read.findings.filter(({ code }) => code === 'column-ignored').length, 2);
  });

  it('recognizes tab, pipe and the line sep=;', () => {
    assert.equal(header('studentSisId\tlastName\n').delimiter, '\t');
    assert.equal(header('studentSisId|lastName|a,b,c,d\n').delimiter, '|');
    const read = readFile('sep=;\r\nstudentSisId;lastName\r\n1;Díaz\r\n');
    assert.deepEqual([read.header.delimiter, read.rows[0]!.line], [';', 3]);
  });

  it('skips empty lines before the header, and counts them as lines', () => {
    const read = readFile('\r\n\r\nstudentSisId,lastName\r\n1,Díaz\r\n');
    assert.equal(read.rows[0]!.line, 4);
  });

  it('takes columns mapped by hand before others', () => {
    const text = 'Student ID,Student Number,Name,lastName,guardianSisId\n1,N1,Mia,Lopez,G1\n';
    const read = readFile(text, {
      columnMapping: { studentSisId: 'student number', firstName: 'Name', guardianSisId: '' },
    });
    const { studentSisId, firstName, guardianSisId } = read.rows[0]!;
    assert.deepEqual([studentSisId, firstName, guardianSisId], ['N1', 'Mia', null]);
    const error = refused(text, { columnMapping: { studentSisId: 'Pupil' } });
    assert.equal(error.code, 'column-mapping');
    assert.match(error.message, /"Pupil" for studentSisId.*Student ID, Student Number/);
  });

  it('refuses a missing column, with the headers found and a guess', () => {
    const error = refused('Studnet ID,firstName,Notes\n1,Mia,\n');
    assert.equal(error.code, 'column-missing');
    assert.match(
      error.message,
      /no column for studentSisId\. Its headers are: Studnet ID, firstName, Notes\. Perhaps "Studnet ID" is studentSisId\./,
    );
    assert.match(refused('studentSisId,email\n').message, /no column for firstName or lastName/);
    assert.match(refused('studentSisId,lastName\n', { contactTypes: ['Primary'] }).message, /contactType/);
  });

  it('refuses one column twice', () => {
    const error = refused('Student ID,Stu ID,lastName\n');
    assert.equal(error.code, 'column-twice');
    assert.deepEqual(error.details.twice, ['Student ID', 'Stu ID']);
  });

  it('a file without header line is refused without repeating its row', () => {
    for (const text of ['12345,Mia,Lopez,mia@example.org\n', 'Mia,Lopez\n']) {
      const error = refused(text);
      assert.equal(error.code, 'header-missing');
      assert.doesNotMatch(error.message, /Mia|mia|12345/);
    }
    assert.doesNotMatch(refused('Student ID,mia@example.org,201-555-0123\n').message, /mia@|0123/);
  });

  it('refuses an empty file', () => {
    for (const text of ['', '\ufeff', '\r\n \r\n']) assert.equal(refused(text).code, 'file-empty');
  });

  it('an UTF-8 mark that was read as Windows-1252 is no part of the name', () => {
    const read = readHeader(concat('ï»¿studentSisId,lastName\n'));
    assert.equal(read.columns.studentSisId, 0);
  });

  it('warns once, not for each row, where the file has no contact column', () => {
    const read = readFile('studentSisId,lastName\n1,Díaz\n');
    assert.deepEqual(codes(read), []);
    assert.ok(codes(read.header).includes('contact-columns-absent'));
  });
});
