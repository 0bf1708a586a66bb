import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type GuardianRow, normalizePhone } from '../../src/guardian-file/index.js';
import { normalizePhoneByLibrary } from '../../src/guardian-file/phone.js';
import { codes, fileOf, HEADER, type ReadOptions, readFile, row } from './reading.js';

type Value = keyof Omit<GuardianRow, 'line' | 'group'>;
const INDEX = Object.fromEntries(HEADER.split(',').map((name, index) => [name, index])) as Record<Value, number>;

/** What one cell comes to, with the codes of its findings. `null` where the row is no row. */
function cell(column: Value, value: string, options: ReadOptions = {}): [string | null | undefined, ...string[]] {
  const quoted = /["',\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const read = readFile(fileOf(row('1', { [INDEX[column]]: quoted })), options);
  return [read.rows[0]?.[column], ...codes(read).filter((code) => code !== 'cannot-be-invited')];
}

describe('values', () => {
  const table: Record<string, [Value, string, ...ReturnType<typeof cell>][]> = {
    text: [
      ['firstName', '  Mia  Rosa\u00a0', 'Mia Rosa'],
      ['firstName', '\u200b\ufeffMia\u00ad', 'Mia'],
      ['firstName', 'Jose\u0301', 'José'],
      ['firstName', 'Mia\n Rosa', 'Mia Rosa'],
      ['firstName', '', ''],
      ['firstName', '\u200b', ''],
      ['firstName', 'x'.repeat(121), null, 'value-too-long'],
      ['lastName', 'O’Brien', 'O’Brien'],
      ['guardianSisId', ' 007 ', '007'],
      ['studentSisId', '\u200b 0042', '0042'],
      ['studentSisId', '10\u200b01', '1001'],
      ['guardianSisId', 'G\u200b1\u2060', 'G1'],
      ['guardianSisId', '\u200e1002\u200f', '1002'],
      ['studentSisId', '１００３', '1003'],
      ['guardianSisId', 'G\u00a04', 'G 4'],
      ['guardianSisId', 'G\u20114', 'G-4'],
      ['firstName', 'Te\u200bssa', 'Tessa'],
      ['firstName', 'Anne\u2011Marie', 'Anne-Marie'],
      ['lastName', 'Okon\u00adjo', 'Okonjo'],
      ['lastName', 'Hal\u00a0vorsen', 'Hal vorsen'],
      ['lastName', 'Jose\u200d\u0301', 'José'],
      // Joiners that belong to the spelling: Persian, Hindi.
      ['firstName', 'می\u200cروم', 'می\u200cروم'],
      ['firstName', 'क्\u200dष', 'क्\u200dष'],
      ['email', 'te\u200bssa@example.org', 'tessa@example.org'],
      ['email', 'ａ@x.org', 'a@x.org'],
      ['mobilePhone', '\u202a206-555-0116\u202c', '+12065550116'],
      ['mobilePhone', '\u202d(206) 555\u20110117', '+12065550117'],
    ],
    'words for nothing': [
      ...['N/A', 'n/a', 'N.A.', '(null)', '(NULL)', '\\N', '\\n', 'TBD', 'tbd', '-', '--', '—'].flatMap(
        (word): [Value, string, ...ReturnType<typeof cell>][] =>
          (
            ['guardianSisId', 'firstName', 'email', 'mobilePhone', 'homePhone', 'language', 'relationship'] as const
          ).map((column) => [column, word, '']),
      ),
      ...['NA', 'na', 'None', 'NULL', 'Null', 'null', 'nil', 'UNKNOWN', 'undefined', 'NaN'].flatMap(
        (word): [Value, string, ...ReturnType<typeof cell>][] => [
          ...(['guardianSisId', 'email', 'homePhone', 'language', 'relationship', 'contactType'] as const).map(
            (column): [Value, string, ...ReturnType<typeof cell>] => [column, word, ''],
          ),
          ['lastName', word, word],
          ['studentSisId', word, undefined, 'student-id-missing'],
        ],
      ),
      ['guardianSisId', '0', ''],
      ['guardianSisId', '000', ''],
      ['guardianSisId', '0.0', '', 'decimal-number'],
      ['studentSisId', '0', undefined, 'student-id-missing'],
      ['guardianSisId', '007', '007'],
      ['guardianSisId', 'NA1', 'NA1'],
      ['guardianSisId', 'n/a1', 'n/a1'],
      ['firstName', '0', '0'],
    ],
    'marks of tools': [
      ['studentSisId', "'001001", '001001', 'text-mark'],
      ['guardianSisId', "'G1", 'G1', 'text-mark'],
      ['guardianSisId', "'G1'", 'G1', 'text-mark'],
      ['email', "'tessa@example.org'", 'tessa@example.org', 'text-mark'],
      ['mobilePhone', "'2065550100", '+12065550100', 'text-mark'],
      ['firstName', "'Tessa'", 'Tessa', 'text-mark'],
      ['lastName', "'t Hooft", "'t Hooft"],
      ['lastName', "O'Brien", "O'Brien"],
      ['guardianSisId', "'", '', 'text-mark'],
      ['studentSisId', '1001.0', '1001', 'decimal-number'],
      ['guardianSisId', '77.00', '77', 'decimal-number'],
      ['guardianSisId', '77.10', '77.10'],
      ['guardianSisId', 'A.0', 'A.0'],
      ['mobilePhone', '2065550106.0', '+12065550106', 'decimal-number'],
      ['homePhone', "'2065550106.0", '+12065550106', 'text-mark', 'decimal-number'],
    ],
    'letters that tools spoiled': [
      ['firstName', 'Se&aacute;n', 'Se&aacute;n', 'html-entities'],
      ['lastName', 'O&#39;Brien', 'O&#39;Brien', 'html-entities'],
      ['lastName', 'O&#x27;Brien', 'O&#x27;Brien', 'html-entities'],
      ['lastName', 'Ruiz &amp; Lee', 'Ruiz &amp; Lee', 'html-entities'],
      ['lastName', 'Ruiz & Lee; Diaz', 'Ruiz & Lee; Diaz'],
      ['guardianSisId', 'G&amp;1', 'G&amp;1', 'html-entities'],
      ['firstName', 'JosÃ©', 'JosÃ©', 'misread-letters'],
      ['lastName', 'MuÃ±oz', 'MuÃ±oz', 'misread-letters'],
      ['lastName', 'GarcÃ\u00ada', 'GarcÃa', 'misread-letters'],
      ['lastName', 'Oâ€™Brien', 'Oâ€™Brien', 'misread-letters'],
      ['lastName', 'JOÃO CONCEIÇÃO', 'JOÃO CONCEIÇÃO'],
      ['lastName', 'ÅSA ÄÖÜß', 'ÅSA ÄÖÜß'],
      ['firstName', 'Jos\ufffd', 'Jos\ufffd', 'replaced-letters'],
      ['guardianSisId', 'G\ufffd', 'G\ufffd', 'replaced-letters'],
    ],
    email: [
      ['email', ' Mia@X.Org ', 'mia@x.org'],
      ['email', 'm.i+a@mail.x-y.org', 'm.i+a@mail.x-y.org'],
      ['email', 'josé@exámple.org', 'josé@exámple.org'],
      ['email', '', ''],
      ['email', 'm@x', null, 'email-invalid'],
      ['email', 'm@@x.org', null, 'email-invalid'],
      ['email', 'm@-x.org', null, 'email-invalid'],
      ['email', 'm..m@x.org', null, 'email-invalid'],
      ['email', `${'m'.repeat(120)}@x.org`, null, 'value-too-long'],
    ],
    phones: [
      ['mobilePhone', '(201) 555-0123', '+12015550123'],
      ['mobilePhone', '1.201.555.0123', '+12015550123'],
      ['mobilePhone', '+44 20 7946 0958', '+442079460958'],
      ['mobilePhone', '201-555-0123 x12', '+12015550123'],
      ['mobilePhone', '555-0123', null, 'phone-invalid'],
      ['mobilePhone', '2.02E+09', null, 'phone-exponent'],
      ['homePhone', '201 555 0123', '+12015550123'],
      // Possible by its length, though no number plan knows it.
      ['mobilePhone', '(999) 999-9998', '+19999999998'],
      ['homePhone', 'ask', null, 'phone-letters'],
    ],
    'contacts that nobody has': [
      ...['none@none.com', 'NoEmail@NoEmail.com', 'no.email@x.org', 'na@na.com', 'n/a@n/a', 'test@test.com'],
      ...['refused@refused.com', 'noreply@x.org', 'mia@none.com', 'unknown@x.org', 'no_email_address@x.org', 'none@'],
      ...['no email', 'No E-mail', 'declined', 'Refused'],
    ].map((text): [Value, string, ...ReturnType<typeof cell>] => ['email', text, '', 'contact-placeholder']),
    'phones that nobody has': [
      ...['0', '000', '0000000', '000-0000', '(999) 999-9999', '+1 999 999 9999', '1-999-999-9999', '5555555555'],
      ...['111.111.1111', '123-456-7890', '1 (123) 456-7890', '123-4567', '0123456789', '987-654-3210', '555-123-4567'],
      ...['+44 0000 000000', 'unlisted', 'No phone'],
    ].flatMap((text): [Value, string, ...ReturnType<typeof cell>][] =>
      (['mobilePhone', 'homePhone'] as const).map((column) => [column, text, '', 'contact-placeholder']),
    ),
    'contacts that are only like those': [
      ['email', 'nona@x.org', 'nona@x.org'],
      ['email', 'nan.kim@x.org', 'nan.kim@x.org'],
      ['email', 'no.elle@x.org', 'no.elle@x.org'],
      ['email', 'test.driver@x.org', 'test.driver@x.org'],
      ['email', 'naomi@none.example.org', 'naomi@none.example.org'],
      ['email', 'tests1@x.org', 'tests1@x.org'],
      ['mobilePhone', '206-999-9999', '+12069999999'],
      ['mobilePhone', '1234567891', '+11234567891'],
      ['mobilePhone', '555-555-5556', '+15555555556'],
      ['mobilePhone', '99', null, 'phone-invalid'],
    ],
    languages: [
      ['language', 'ES', 'es'],
      ['language', 'Spanish', 'es'],
      ['language', 'spa', 'es'],
      ['language', 'pt_br', 'pt-BR'],
      ['language', 'Chinese, Simplified', 'zh-Hans'],
      ['language', 'Haitian Creole', 'ht'],
      ['language', 'Hmong', 'hmn'],
      ['language', 'Español', 'es'],
      ['language', 'Q’anjob’al', 'kjb'],
      ['language', 'GA', 'ga'],
      ['language', 'Oji-Cree', 'ojs'],
      ['language', 'cherokee', 'chr'],
      ['language', 'zh_hant_tw', 'zh-Hant-TW'],
      ['language', 'iw', 'he'],
      ['language', 'Klingonese', null, 'language-unknown'],
      ['language', 'xx', null, 'language-unknown'],
      ['language', '', ''],
    ],
    relationships: [
      ['relationship', 'MOM', 'Mother'],
      ['relationship', 'step-father', 'Stepparent'],
      ['relationship', 'Foster Mother', 'Foster parent'],
      ['relationship', 'Abuela', 'Grandparent'],
      ['relationship', 'Legal Guardian', 'Guardian'],
      ['relationship', 'half sister', 'Sibling'],
      ['relationship', 'neighbour', 'Other'],
      ['relationship', '', ''],
      ['contactType', 'parent / guardian', 'Parent/Guardian'],
      ['contactType', 'Emergency Contact', 'Emergency'],
      ['contactType', 'bus', 'Other', 'words-unknown'],
    ],
    'spreadsheet damage': [
      ['studentSisId', '1.23E+08', '1.23E+08', 'id-exponent'],
      ['guardianSisId', '1.23E+08', null, 'id-exponent'],
      ['guardianSisId', '#REF!', null, 'spreadsheet-error'],
      ['studentSisId', '#N/A', undefined, 'student-id-unusable'],
      ['studentSisId', '=A1', undefined, 'student-id-unusable'],
      ['studentSisId', '="00123"', '00123', 'formula-text'],
      ['firstName', '=HYPERLINK("x")', null, 'formula-cell'],
      ['firstName', '“Mia”', 'Mia', 'smart-quotes'],
      ['homePhone', '#####', null, 'spreadsheet-error'],
    ],
  };
  for (const [rule, cases] of Object.entries(table)) {
    for (const [column, value, ...expected] of cases) {
      it(`${rule}: ${column} ${JSON.stringify(value.slice(0, 40))} → ${JSON.stringify(expected)}`, () => {
        assert.deepEqual(cell(column, value), expected);
      });
    }
  }

  it('case 46: an email with a comma is dropped with a warning, the guardian stays', () => {
    const read = readFile(fileOf(row('1', { 1: '', 4: '"m@x,org"' })));
    assert.equal(read.counts.good, 1);
    assert.equal(read.rows[0]!.email, null);
    assert.equal(read.rows[0]!.guardianSisId, '');
    const [warning] = read.findings;
    assert.deepEqual(
      [warning!.severity, warning!.code, warning!.line, warning!.column],
      ['warning', 'email-invalid', 2, 'email'],
    );
  });

  it('a row needs a student and a name', () => {
    const read = readFile(
      fileOf(row('', {}), row('2', { 2: '', 3: ' ' }), row('3', { 2: '' }), row('4', { 2: '#REF!', 3: '' })),
    );
    assert.deepEqual(
      read.findings.map(({ code, line }) => [code, line]),
      [
        ['student-id-missing', 2],
        ['name-missing', 3],
        ['spreadsheet-error', 5],
        ['name-missing', 5],
      ],
    );
    assert.deepEqual(
      read.rows.map(({ studentSisId }) => studentSisId),
      ['3'],
    );
    assert.deepEqual(
      read.errorRows.map(({ line }) => line),
      [2, 3, 5],
    );
    assert.equal(read.errorRows[1]!.cells[0], '2');
  });

  it('a name for nothing is one only if both are', () => {
    const nameless = row('3', { 2: 'NULL', 3: 'null' });
    const read = readFile(
      fileOf(row('1', { 2: 'Li', 3: 'Na' }), row('2', { 3: 'NULL' }), nameless, row('4', { 3: '-' })),
    );
    assert.deepEqual(
      read.rows.map(({ firstName, lastName }) => [firstName, lastName]),
      [
        ['Li', 'Na'],
        ['Mia', 'NULL'],
        ['Mia', ''],
      ],
    );
    assert.deepEqual(codes(read), ['name-missing']);
  });

  it('a guardian without usable contact is kept, and named', () => {
    const read = readFile(fileOf(row('1', { 4: '', 5: '' }), row('2', { 4: 'bad', 5: '' }), row('3', { 5: '' })));
    assert.deepEqual(codes(read), ['cannot-be-invited', 'email-invalid', 'cannot-be-invited']);
    assert.equal(read.counts.good, 3);
  });

  it('rows of contact types that are not chosen are left out before anything else', () => {
    const rows = [
      row('1', { 9: 'Primary' }),
      row('', { 2: '', 9: 'Emergency' }),
      row('3', { 9: '' }),
      row('4', { 9: 'primary contact' }),
    ];
    const read = readFile(fileOf(...rows), { contactTypes: ['Primary'] });
    assert.deepEqual(
      read.rows.map(({ studentSisId }) => studentSisId),
      ['1', '4'],
    );
    assert.deepEqual(read.counts, { read: 4, good: 2, error: 0, blank: 0, leftOut: 2 });
    assert.deepEqual(read.findings, []);
  });

  it('a row without contact type counts as Other, and keeps its empty cell', () => {
    const read = readFile(fileOf(row('1'), row('2', { 9: 'Primary' }), row('3', { 9: 'bus' })), {
      contactTypes: ['Other'],
    });
    assert.deepEqual(
      read.rows.map(({ contactType }) => contactType),
      ['', 'Other'],
    );
  });

  it('blank rows are counted, whatever their width', () => {
    const read = readFile(fileOf(row('1'), '', ',,,,,,,,,', ',,,,', '"",\u00a0,', row('2')));
    assert.deepEqual(read.counts, { read: 6, good: 2, error: 0, blank: 4, leftOut: 0 });
  });

  it('an unquoted formula cell is named as the reason of a bad quote', () => {
    const read = readFile(fileOf(row('="00123"'), row('2'), row('3', { 1: '="G3"' })));
    assert.deepEqual(codes(read), ['row-formula-cell', 'row-formula-cell']);
    assert.equal(read.counts.good, 1);
  });

  it('no finding repeats a cell', () => {
    const secret = 'zqx9';
    const rows = [
      `${secret},${secret}`,
      row('1', { 2: `"${secret}` }),
      row(secret, { 2: '', 3: '' }),
      row(`=${secret}`),
      row('1', { 1: `=${secret}`, 4: secret, 5: secret, 6: secret, 7: secret, 2: `“${secret}”`, 3: `=${secret}` }),
      secret.repeat(20_000),
    ];
    const read = readFile(fileOf(...rows));
    assert.equal(read.findings.length, 13);
    for (const { message } of read.findings) {
      assert.ok(!message.includes(secret), message);
      assert.ok(!/[{}]/.test(message), message);
    }
  });

  it('the short cut for plain +1 numbers equals the library', () => {
    const digit = fc.integer({ min: 0, max: 9 }).map(String);
    const gap = fc.constantFrom('', '', '-', ' ', '.', ') ', ')', ' -', '--', '(');
    const number = fc
      .tuple(
        fc.constantFrom('', '', '1', '+1', '+1 ', '1-', '1 (', '(', '+1('),
        fc.array(fc.tuple(digit, gap), { minLength: 9, maxLength: 11 }),
      )
      .map(([prefix, digits]) => prefix + digits.flat().join(''));
    const written = fc
      .tuple(
        fc.constantFrom('', '1', '+1', '1 ', '+1-', '1.'),
        fc.boolean(),
        fc.integer({ min: 0, max: 9_999_999_999 }),
        fc.array(gap, { minLength: 2, maxLength: 2 }),
      )
      .map(([prefix, open, value, [first, second]]) => {
        const digits = String(value).padStart(10, '0');
        return `${prefix}${open ? '(' : ''}${digits.slice(0, 3)}${first}${digits.slice(3, 6)}${second}${digits.slice(6)}`;
      });
    fc.assert(
      fc.property(fc.oneof(number, written), fc.constantFrom('US', 'CA'), (text, country) => {
        assert.equal(normalizePhone(text, country), normalizePhoneByLibrary(text, country), text);
      }),
      { numRuns: 5000 },
    );
    for (const text of ['0114420794', '0115550123', '1015550123']) {
      assert.equal(normalizePhone(text, 'US'), normalizePhoneByLibrary(text, 'US'), text);
    }
    assert.equal(normalizePhone('020 7946 0958', 'GB'), '+442079460958');
  });
});
