import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { GuardianRow } from '../../src/guardian-file/index.js';
import { normalizeLanguage } from '../../src/guardian-file/language.js';
import { readContactType, readRelationship } from '../../src/guardian-file/vocabulary.js';
import { codes, fileOf, HEADER, readFile, row } from './reading.js';

type Value = keyof Omit<GuardianRow, 'line' | 'group'>;
const INDEX = Object.fromEntries(HEADER.split(',').map((name, index) => [name, index])) as Record<Value, number>;

const quoted = (text: string) => (/["',\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const readCell = (column: Value, text: string, others: Record<number, string> = {}) =>
  readFile(fileOf(row('1', { ...others, [INDEX[column]]: quoted(text) })));

/** Cells as districts' files have them: one kind of trouble each. Every row of a table: cell, what it comes to, findings. */
describe('cells of guardian files', () => {
  describe('guardian file 03: contacts that nobody has', () => {
    it('case 63: two people with the same placeholders have no contact in common', () => {
      const { rows, findings } = readFile(
        fileOf(
          row('1021', { 1: '77', 2: 'Ana', 3: 'Diaz', 4: 'none@none.com', 5: '999-999-9999' }),
          row('1023', { 1: '78', 2: 'Ana', 3: 'Diaz', 4: 'none@none.com', 5: '999-999-9999' }),
        ),
      );
      assert.deepEqual(
        rows.map(({ email, mobilePhone }) => [email, mobilePhone]),
        [
          ['', ''],
          ['', ''],
        ],
      );
      assert.deepEqual(
        findings.map(({ code, severity }) => [code, severity]),
        [1021, 1023].flatMap(() => [
          ['contact-placeholder', 'warning'],
          ['contact-placeholder', 'warning'],
          ['cannot-be-invited', 'warning'],
        ]),
      );
    });
  });

  it('guardian file 04, case 68: words for no ID are rows without one', () => {
    const words = ['0', 'null', 'N/A', '(null)', '\\N', 'NULL', 'n/a', 'TBD', '-', 'none', 'Unknown', 'nil', '0000'];
    const { rows } = readFile(fileOf(...words.map((word, index) => row(`${index + 1}`, { 1: word }))));
    assert.deepEqual(
      rows.map(({ guardianSisId }) => guardianSisId),
      words.map(() => ''),
    );
  });

  describe('guardian file 08: rows of another width', () => {
    const header = 'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,homePhone';
    const good = (n: number) => `${1000 + n},G${n},F${n},L${n},e${n}@example.org`;
    const tens = [...Array(10).keys()];
    const widths: [title: string, file: string[], counts: { good: number; error: number }, ...codes: string[]][] = [
      [
        'a comma at the end of every row',
        ['studentSisId,guardianSisId,firstName,lastName,email', ...tens.map((n) => `${good(n)},`)],
        { good: 10, error: 0 },
        'row-width',
      ],
      ['three of them', [header, ...tens.map((n) => `${good(n)},,,,,`)], { good: 10, error: 0 }, 'row-width'],
      [
        'a comma at the end of the header',
        ['studentSisId,guardianSisId,firstName,lastName,email,', ...tens.map(good)],
        { good: 10, error: 0 },
        'row-width',
      ],
      ['empty cells left out', [header, ...tens.map(good)], { good: 10, error: 0 }, 'row-width'],
      [
        'left out after 16 rows, as Excel does',
        [header, ...tens.map((n) => (n < 5 ? `${good(n)},,` : good(n)))],
        { good: 10, error: 0 },
        'row-width',
      ],
      [
        'an unquoted comma',
        [header, '1,G1,Ana,Ruiz, Jr.,a@x.org,2065550100,2065550101', ...tens.map((n) => `${good(n)},,`)],
        { good: 10, error: 1 },
        'row-field-count',
      ],
      [
        'a name cell missing',
        [header, '1,G1,Ana,a@x.org,2065550100,2065550101', ...tens.map((n) => `${good(n)},,`)],
        { good: 10, error: 1 },
        'row-field-count',
      ],
      [
        'an ID cell missing',
        [header, '1,Ana,Ruiz,a@x.org,2065550100,2065550101', ...tens.map((n) => `${good(n)},,`)],
        { good: 10, error: 1 },
        'row-field-count',
      ],
      [
        'an email cell missing',
        [header, '1,G1,Ana,Ruiz,2065550100,2065550101', ...tens.map((n) => `${good(n)},,`)],
        { good: 10, error: 1 },
        'row-field-count',
      ],
      [
        'no last name',
        [header, '1,G1,Ana', ...tens.map((n) => `${good(n)},,`)],
        { good: 10, error: 1 },
        'row-field-count',
      ],
    ];
    for (const [title, lines, counts, ...expected] of widths) {
      it(`${title}: ${expected.join(', ')}`, () => {
        const read = readFile(`${lines.join('\n')}\n`);
        assert.deepEqual([read.counts.good, read.counts.error], [counts.good, counts.error]);
        const found = codes(read).filter((code) => code.startsWith('row-'));
        assert.deepEqual(found, expected);
        if (counts.error === 0) assert.equal(read.rows[9]!.email, 'e9@example.org');
      });
    }

    it('says the true cause', () => {
      const causes = (line: string) =>
        readFile(`${[header, line, ...tens.map((n) => `${good(n)},,`)].join('\n')}\n`).findings[0]!.message;
      assert.match(
        causes('1,G1,Ana,Ruiz, Jr.,a@x.org,2065550100,2065550101'),
        /8 cells.*7\. Put a cell that contains the separator/,
      );
      assert.match(causes('1,G1,Ana'), /3 cells.*7\. Cells are missing/);
      assert.match(causes('1,G1,Ana,Ruiz,2065550100,2065550101'), /6 cells.*Not every cell fits its column/);
    });

    it('a missing contact type is an error if types are chosen', () => {
      const file = `studentSisId,lastName,contactType\n${tens.map((n) => `${n + 1},L,Primary\n`).join('')}11,L\n`;
      const { counts } = readFile(file, { contactTypes: ['Primary'] });
      assert.deepEqual([counts.good, counts.error, counts.leftOut], [10, 1, 0]);
    });
  });

  describe('guardian file 09: languages', () => {
    it('every language of ISO 639-2, by its codes, its names, and all of them together', () => {
      const list = readFileSync(new URL('./iso-639-2.txt', import.meta.url), 'utf8')
        .trim()
        .split('\n');
      assert.equal(list.length, 487);
      for (const line of list) {
        const [code, terminology, short, names] = line.split('|') as [string, string, string, string];
        if (code === 'qaa-qtz') continue;
        const tag = normalizeLanguage(code);
        assert.ok(tag !== null, code);
        // Ga is ga by its letters, as the code of Irish.
        const written = [names, ...names.split('; ')].filter((name) => name !== 'Ga');
        for (const text of [terminology, short, ...written, names.toUpperCase()].filter(
          (name) => name !== '' && name !== 'GA',
        )) {
          assert.equal(normalizeLanguage(text), tag, `${code}: ${text}`);
        }
      }
    });

    const calpads: Record<string, string> = {
      ...{ English: 'en', Spanish: 'es', Vietnamese: 'vi', Cantonese: 'yue', Korean: 'ko', Portuguese: 'pt' },
      ...{
        'Filipino (Pilipino or Tagalog)': 'fil',
        'Mandarin (Putonghua)': 'zh',
        Japanese: 'ja',
        Lao: 'lo',
        Arabic: 'ar',
      },
      ...{
        'Khmer (Cambodian)': 'km',
        Armenian: 'hy',
        Burmese: 'my',
        Dutch: 'nl',
        'Farsi (Persian)': 'fa',
        French: 'fr',
      },
      ...{ German: 'de', Greek: 'el', 'Chamorro (Guamanian)': 'ch', Hebrew: 'he', Hindi: 'hi', Hmong: 'hmn' },
      ...{
        Hungarian: 'hu',
        Ilocano: 'ilo',
        Indonesian: 'id',
        Italian: 'it',
        Punjabi: 'pa',
        Russian: 'ru',
        Samoan: 'sm',
      },
      ...{ Thai: 'th', Turkish: 'tr', Tongan: 'to', Urdu: 'ur', 'Cebuano (Visayan)': 'ceb', Ukrainian: 'uk' },
      ...{
        'Sign Language': 'ase',
        'American Sign Language': 'ase',
        'Chaozhou (Chiuchow)': 'nan',
        Pashto: 'ps',
        Polish: 'pl',
      },
      ...{
        Assyrian: 'aii',
        Gujarati: 'gu',
        'Mien (Yao)': 'ium',
        Rumanian: 'ro',
        Taiwanese: 'nan',
        Lahu: 'lhu',
        Khmu: 'kjg',
      },
      ...{ Marshallese: 'mh', Mixteco: 'mix', 'Kurdish (Kurdi, Kurmanji)': 'ku', Toishanese: 'yue', Chaldean: 'cld' },
      ...{ 'Serbo-Croatian (Bosnian, Croatian, Serbian)': 'sr-Latn', Albanian: 'sq', Tigrinya: 'ti', Somali: 'so' },
      ...{ Bengali: 'bn', Telugu: 'te', Tamil: 'ta', Marathi: 'mr', Kannada: 'kn', Amharic: 'am', Bulgarian: 'bg' },
      ...{ 'Kikuyu (Gikuyu)': 'ki', Kashmiri: 'ks', Swedish: 'sv', Zapoteco: 'zap', Uzbek: 'uz' },
      ...{ 'Other non-English languages': 'mis', 'English Only': 'en' },
    };
    it('every language of CALPADS', () => {
      for (const [name, tag] of Object.entries(calpads)) assert.equal(normalizeLanguage(name), tag, name);
    });

    const others: [text: string, tag: string | null][] = [
      ['Spanish (Mexico)', 'es-MX'],
      ['Spanish - Latin America', 'es-419'],
      ['Spanish, Mexico', 'es-MX'],
      ['English (US)', 'en-US'],
      ['English (UK)', 'en-GB'],
      ['Arabic (Egypt)', 'ar-EG'],
      ['Portuguese (Brazil)', 'pt-BR'],
      ['Chinese (Hong Kong)', 'zh-HK'],
      ['Chinese, Mandarin', 'zh'],
      ['Chinese - Cantonese', 'yue'],
      ['Chinese/Mandarin', 'zh'],
      ['Bosnian/Croatian/Serbian', 'sr-Latn'],
      ['Malay (macrolanguage)', 'ms'],
      ['Dari (Persian)', 'fa-AF'],
      ['Other (Spanish)', 'es'],
      ['Arabic/Arabi', 'ar'],
      ['Haitian-Creole', 'ht'],
      ['Kurdish (Sorani)', 'ckb'],
      ['mis', 'mis'],
      ['und', 'und'],
      ['mul', 'mul'],
      ['zxx', 'zxx'],
      ['Ilokano', 'ilo'],
      ['Jamaican Creole', 'jam'],
      ['Cape Verdean Creole', 'kea'],
      ['Yupik', 'ypk'],
      ['Spanish/English', null],
      ['Spanish; Russian', null],
      ['Not Spanish', null],
      ['Chin', null],
      ['01', null],
      [';', null],
      ['(Mexico)', null],
    ];
    for (const [text, tag] of others) it(`${text} → ${tag}`, () => assert.equal(normalizeLanguage(text), tag));
  });

  describe('guardian file 10: relationships and contact types', () => {
    const meanings: Record<string, string[]> = {
      Mother: [
        'M',
        'MO',
        'Mother ',
        'Mère',
        'Madre',
        'MOTHER/GUARDIAN',
        'Mother (Biological)',
        'Mother, Custodial',
        'Mother 1',
      ],
      Father: ['F', 'FA', 'Padre', 'Father - No Contact', 'Père', 'father [bio]'],
      Parent: ['P', 'Both Parents', 'Mom/Dad', 'Mother / Father', 'Parent 1', 'Mother & Father'],
      Guardian: ['G', 'LG', 'Guardian 2', 'Legal Guardian', 'Guardian #2', 'Guardian (court)'],
      Grandparent: ['GM', 'GF', 'Grandmother - Maternal', 'Grandmother/Guardian'],
      Stepparent: ['SM', 'SF', 'Step-Mother', 'Father (step)'],
      'Foster parent': ['Foster Mother', 'Mother - Foster'],
      Sibling: ['Brother (step)', 'SIS'],
      Other: [
        'Aunt',
        'Uncle',
        'Aunt/Uncle',
        'Self',
        'Husband',
        'Doctor',
        'Social Worker',
        'Host Parent',
        'Emergency Only',
      ],
    };
    for (const [meaning, words] of Object.entries(meanings)) {
      it(`${meaning}: ${words.join(', ')}`, () => {
        for (const word of words) {
          const read = readRelationship(word.trim());
          assert.deepEqual([read.meaning, read.isKnown], [meaning, true], word);
        }
      });
    }

    it('a word that makes another of the first one: none is a parent', () => {
      for (const text of [
        "Mother's boyfriend",
        'Mother in law',
        'Mother-in-law',
        'Mother (friend of)',
        'Father / Sitter',
        'Mother Smith',
      ])
        assert.equal(readRelationship(text).meaning, 'Other', text);
    });

    it('contact types: codes and leading words', () => {
      const types = {
        P: 'Parent/Guardian',
        E: 'Emergency',
        'Emergency 1': 'Emergency',
        'Primary (1)': 'Primary',
        S: 'Secondary',
        G: 'Parent/Guardian',
      };
      for (const [text, meaning] of Object.entries(types)) assert.equal(readContactType(text).meaning, meaning, text);
    });

    it('counts unknown words in one notice that shows each once, and nothing that may be a person', () => {
      const words = [
        'Patrino',
        'patrino',
        'Ankel',
        '01',
        'Maria Garcia',
        'zia@x.org',
        '206-555-0100',
        'Mia',
        'Lopez',
        'Wizard',
      ];
      const read = readFile(fileOf(...words.map((word, index) => row(`${index + 1}`, { 8: word }))));
      assert.deepEqual(codes(read), ['words-unknown']);
      const [notice] = read.findings;
      assert.deepEqual([notice!.severity, notice!.column, notice!.line], ['notice', 'relationship', 2]);
      assert.match(notice!.message, /Other: 10\. The words: Patrino, Ankel, Wizard\.$/);
    });

    it('shows no word of a column that holds names', () => {
      const name = (n: number) => `Qu${String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26))}`;
      const rows = [...Array(60).keys()].map((n) => row(`${n + 1}`, { 8: name(n) }));
      const { message } = readFile(fileOf(...rows)).findings[0]!;
      assert.match(message, /: 60\. The words: too many different ones to be a list\.$/);
    });

    it('is one notice whatever the batches are', () => {
      const rows = [...Array(30).keys()].map((n) => row(`${n + 1}`, { 8: n % 2 ? 'Ankel' : 'Patrino', 2: "'Mia'" }));
      const [whole, cut] = [readFile(fileOf(...rows)), readFile(fileOf(...rows), { maxRows: 7 })];
      assert.equal(cut.batches, 5);
      assert.deepEqual(cut.findings, whole.findings);
      assert.deepEqual(codes(whole), ['text-mark', 'words-unknown']);
    });

    it('"no contact" is a warning, and the row is left out only if so set', () => {
      const rows = [
        row('1', { 8: 'Father - No Contact' }),
        row('2', { 8: 'NO CONTACT' }),
        row('3', { 9: 'No-Contact' }),
        row('4'),
      ];
      const read = readFile(fileOf(...rows));
      assert.deepEqual([read.counts.good, read.rows[0]!.relationship], [4, 'Father']);
      assert.deepEqual(
        read.findings.map(({ code, severity, line, column }) => [code, severity, line, column]),
        [
          ['no-contact', 'warning', 2, 'relationship'],
          ['no-contact', 'warning', 3, 'relationship'],
          ['no-contact', 'warning', 4, 'contactType'],
        ],
      );
      const left = readFile(fileOf(...rows), { leaveOutNoContact: true });
      assert.deepEqual([left.counts.leftOut, left.counts.good], [3, 1]);
      assert.match(left.findings[0]!.message, /was left out/);
    });
  });

  describe('guardian file 11: several values or labels in one cell', () => {
    const emails: [text: string, email: string | null, ...codes: string[]][] = [
      ['a@x.org; b@x.org', 'a@x.org', 'first-of-several'],
      ['a@x.org, b@x.org', 'a@x.org', 'first-of-several'],
      ['a@x.org b@x.org', 'a@x.org', 'first-of-several'],
      ['a@x.org/b@x.org', 'a@x.org', 'first-of-several'],
      ['a@x.org; a@x.org', 'a@x.org', 'label-removed'],
      ['none@none.com; a@x.org', 'a@x.org', 'label-removed'],
      ['none@none.com; no@no.com', '', 'contact-placeholder'],
      ['mailto:a@x.org', 'a@x.org', 'label-removed'],
      ['Tessa Okonjo <a@x.org>', 'a@x.org', 'label-removed'],
      ['"Ruiz, Ana" <a@x.org>', 'a@x.org', 'label-removed'],
      ['<a@x.org>', 'a@x.org', 'label-removed'],
      ['a@x.org.', 'a@x.org', 'label-removed'],
      ['a@x.org, ', 'a@x.org', 'label-removed'],
      ['"a@x.org"', 'a@x.org', 'label-removed'],
      ['a@x.org (work)', 'a@x.org', 'label-removed'],
      ['Email: a@x.org', 'a@x.org', 'label-removed'],
      ["o'brien@x.org", "o'brien@x.org"],
      ['A@X.ORG', 'a@x.org'],
      ['a&amp;b@x.org', null, 'email-invalid', 'html-entities'],
      // Not plain: the value may be another one.
      ...[
        'a@x,org',
        'a@x.co,uk',
        'mia lopez@x.org',
        'home a@x.org',
        'a @x.org',
        'a@gmailcom',
        'a@x..org',
        'a.@x.org',
      ].map((text): [string, null, string] => [text, null, 'email-invalid']),
      ...['a..b@x.org', 'Ana <a@x>', 'a@x.org; lopez', '@', '<>', 'ask a@x.org'].map((text): [string, null, string] => [
        text,
        null,
        'email-invalid',
      ]),
    ];
    for (const [text, email, ...expected] of emails) {
      it(`email ${text} → ${email}`, () => {
        const read = readCell('email', text);
        assert.deepEqual([read.rows[0]!.email, ...codes(read)], [email, ...expected]);
      });
    }

    const phones: [text: string, mobile: string | null, home: string, ...codes: string[]][] = [
      ['(206) 555-0101 x123', '+12065550101', ''],
      ['206.555.0103 (Cell)', '+12065550103', '', 'label-removed'],
      ['206-555-0104 C', '+12065550104', '', 'label-removed'],
      ['C: 206-555-0102', '+12065550102', '', 'label-removed'],
      ['Mia: 206-555-0102', '+12065550102', '', 'label-removed'],
      ['(206) 555-0113 Mom', '+12065550113', '', 'label-removed'],
      ["Mom's cell 206-555-0113", '+12065550113', '', 'label-removed'],
      ['206-555-0103,', '+12065550103', '', 'label-removed'],
      ['206-555-0103 / 206-555-0104', '+12065550103', '', 'first-of-several'],
      ['206-555-0107; 206-555-0108', '+12065550107', '', 'first-of-several'],
      ['206-555-0107 or 206-555-0108 (cell)', '+12065550108', '', 'first-of-several'],
      ['H: 206-555-0101; C: 206-555-0102', '+12065550102', '', 'first-of-several'],
      ['999-999-9999 / 206-555-0103', '+12065550103', '', 'label-removed'],
      ['2065550106.0', '+12065550106', '', 'decimal-number'],
      // A home or work number is nobody's login.
      ['206-555-0105 work', null, '+12065550105', 'label-removed', 'phone-not-mobile'],
      ['H: 206-555-0114', null, '+12065550114', 'label-removed', 'phone-not-mobile'],
      ['work cell 206-555-0105', null, '+12065550105', 'label-removed', 'phone-not-mobile'],
      ['206-555-0105 (trabajo)', null, '+12065550105', 'label-removed', 'phone-not-mobile'],
      ['206-555-0113 Dad', null, '', 'phone-of-another'],
      ['206-555-0113 Grandma', null, '', 'phone-letters'],
      ['206 555 O122', null, '', 'phone-letters'],
      ['206-555-CALL', null, '', 'phone-letters'],
      ['ask first', null, '', 'phone-letters'],
      ['555-0112', null, '', 'phone-invalid'],
      ['20655501031234567', null, '', 'phone-invalid'],
      ['2.07E+09', null, '', 'phone-exponent'],
      ['unlisted', '', '', 'contact-placeholder'],
      ['N/A', '', ''],
    ];
    for (const [text, mobile, home, ...expected] of phones) {
      it(`phone ${text} → ${mobile}`, () => {
        const read = readCell('mobilePhone', text);
        const found = new Set(codes(read));
        assert.deepEqual(
          [read.rows[0]!.mobilePhone, read.rows[0]!.homePhone, found],
          [mobile, home, new Set(expected)],
        );
      });
    }

    it('a number labeled as a work number leaves the home phone of the row alone', () => {
      const read = readCell('mobilePhone', '206-555-0105 work', { 6: '206-555-0109' });
      assert.deepEqual([read.rows[0]!.mobilePhone, read.rows[0]!.homePhone], [null, '+12065550109']);
    });
  });

  it('guardian file 14: every mark of a tool in one file, with a count for each column', () => {
    const read = readFile(
      fileOf(
        row("'001001", { 1: "'G1", 2: 'Se&aacute;n', 3: 'O&#39;Brien' }),
        row('1002.0', { 1: '77.0', 2: 'JosÃ©', 3: 'MuÃ±oz' }),
        row('10\u200b03', { 1: 'G\u200b3', 2: 'Jos\ufffd', 4: 'te\u200bssa@example.org' }),
        row("'1004'", { 1: "'G4'", 2: "'Tessa'" }),
      ),
    );
    assert.deepEqual(
      read.rows.map(({ studentSisId, guardianSisId }) => [studentSisId, guardianSisId]),
      [
        ['001001', 'G1'],
        ['1002', '77'],
        ['1003', 'G3'],
        ['1004', 'G4'],
      ],
    );
    assert.equal(read.rows[2]!.email, 'tessa@example.org');
    const counted = read.findings.map(({ code, column, line, message }) => [
      code,
      column,
      line,
      /\d+(?=\.)/.exec(message.split(': ').at(-1)!)?.[0],
    ]);
    assert.deepEqual(counted, [
      ['text-mark', 'studentSisId', 2, '2'],
      ['html-entities', 'firstName', 2, '1'],
      ['html-entities', 'lastName', 2, '1'],
      ['text-mark', 'guardianSisId', 2, '2'],
      ['decimal-number', 'studentSisId', 3, '1'],
      ['misread-letters', 'firstName', 3, '1'],
      ['misread-letters', 'lastName', 3, '1'],
      ['decimal-number', 'guardianSisId', 3, '1'],
      ['replaced-letters', 'firstName', 4, '1'],
      ['text-mark', 'firstName', 5, '1'],
    ]);
  });
});
