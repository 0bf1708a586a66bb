import type { CheckOptions } from '../../src/guardian-file/index.js';
import { LANGUAGE_NAMES } from '../../src/guardian-file/language-names.js';
import { caseFiles, everyHighByte } from './case-files.js';
import { damagedFile, ERRORS, OTHERS } from './damaged-file.js';
import { districtFiles, guides, judgedTogether } from './header-layouts.js';
import { bytesOf, concat, fileOf, HEADER, row } from './reading.js';

/** A file as a person might check it, with what `dailysync check` is told about it. */
export interface SelfCheckFile {
  title: string;
  name: string;
  bytes: Uint8Array;
  options: Pick<CheckOptions, 'country' | 'encoding' | 'columnMapping' | 'contactTypes' | 'leaveOutNoContact'>;
}

type Entry = [string, string | Uint8Array, SelfCheckFile['options']?, string?];

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const twoLetters = letters.flatMap((one) => letters.map((two) => one + two));
const threeLetters = twoLetters.flatMap((two) => letters.map((three) => two + three));
const languages = (words: string[]) => fileOf(...words.map((word, index) => row(`${index + 1}`, { 7: word })));
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const utf16le = (text: string) => Uint8Array.from(Buffer.from(text, 'utf16le'));
const utf16be = (text: string) => Uint8Array.from(Buffer.from(text, 'utf16le').swap16());
const accents = fileOf(row('1', { 2: 'José' }), row('2', { 2: 'Zoë' }), row('3'));
const wide = fileOf(
  row('1', { 2: 'José 😀' }),
  row('2', { 2: '王芳' }),
  row('3', { 2: 'a\ud83db' }),
  row('4'),
  row('5'),
);

const plain = fileOf(row('1', { 2: 'José' }), row('2', { 4: 'bad' }), row('', { 5: '' }), row('4'), row('5'), row('6'));

const encodings: Entry[] = [
  ['ASCII', fileOf(row('1'))],
  ['UTF-8', fileOf(row('1', { 2: '王芳 😀' }))],
  ['UTF-8 with mark', `\ufeff${accents}`],
  [
    'UTF-8 with mark and a bad byte',
    concat([0xef, 0xbb, 0xbf], accents, '9,G9,Jos', [0xe9], row('x').slice(7), '\n', fileOf(row('1'))),
  ],
  ['UTF-16 LE', utf16le(`\ufeff${wide}`)],
  ['UTF-16 BE', utf16be(`\ufeff${wide}`)],
  ['UTF-16 LE without mark, pinned', utf16le(wide), { encoding: 'utf-16le' }],
  ['UTF-16 BE without mark, pinned', utf16be(wide), { encoding: 'utf-16be' }],
  ['ISO-8859-1', latin1(accents)],
  ['ISO-8859-1, pinned', latin1(accents), { encoding: 'windows-1252' }],
  ['Windows-1252, every byte above 7F', everyHighByte],
  ['Windows-1252, pinned, every byte above 7F', everyHighByte, { encoding: 'windows-1252' }],
  [
    'UTF-8, pinned, a bad byte',
    concat(plain, [0xe9], row('x'), '\n', plain.replace(HEADER, row('y')), fileOf(row('z')).replace(HEADER, row('y'))),
    { encoding: 'utf-8' },
  ],
  ['UTF-8 read as Windows-1252', bytesOf(accents), { encoding: 'windows-1252' }],
  ['UTF-8 with mark read as Windows-1252', `\ufeff${accents}`, { encoding: 'windows-1252' }],
];

const shapes: Entry[] = [
  ...[',', ';', '\t', '|', '^'].map(
    (delimiter): Entry => [`delimiter ${JSON.stringify(delimiter)}`, plain.replaceAll(',', delimiter)],
  ),
  ['sep=;', `sep=;\r\n${plain.replaceAll(',', ';').replaceAll('\n', '\r\n')}`],
  ['CRLF', plain.replaceAll('\n', '\r\n')],
  ['CR', plain.replaceAll('\n', '\r')],
  ['no line end at the end', plain.trimEnd()],
  ['another letter case', plain, {}, 'GUARDIANS.CSV'],
  ['another name', plain, {}, 'parents.csv'],
  [
    'columns mapped by hand',
    plain.replace('email', 'Kid Mail'),
    { columnMapping: { email: 'Kid Mail', language: '' } },
  ],
  [
    'chosen contact types',
    fileOf(row('1', { 9: 'Primary' }), row('2', { 9: 'Emergency' })),
    { contactTypes: ['Primary'] },
  ],
  ['another country', fileOf(row('1', { 5: '020 7946 0958' }), row('2', { 5: '07400 123456' })), { country: 'GB' }],
  ['no contact columns', 'studentSisId,lastName,State\n1,Díaz,NM\n'],
  ['a file of another name', plain, {}, 'parents.csv'],
  ['blank rows', fileOf(row('1'), '', ',,,,,,,,,', '"",\u00a0,', row('2'))],
  ['commas too many', `${HEADER}\n${row('1')},,\n${row('2')},\n`],
  ['cells left out', `${HEADER}\n${row('1')}\n${row('2').split(',').slice(0, 5).join(',')}\n${row('3')}\n`],
  ['"no contact" left out', fileOf(row('1', { 8: 'No Contact' }), row('2')), { leaveOutNoContact: true }],
  ['line breaks in cells', fileOf(row('1', { 2: '"Mia\nRosa"' }), row('2'))],
];

/** Each kind of damage in the cells; of the rows in error there are few enough that the file is read. */
const damage: Entry[] = [
  ['numbers', { 0: '1.23E+08' }, { 1: '1.23E+08' }, { 5: '2.02E+09' }],
  [
    'spreadsheet errors',
    { 1: '#REF!' },
    { 2: '#N/A' },
    { 4: '#VALUE!' },
    { 5: '#NAME?' },
    { 7: '#DIV/0!' },
    { 6: '#####' },
  ],
  ['ids that are errors', { 0: '#REF!' }, { 0: '=A1' }, { 0: 'x'.repeat(121) }],
  ['formulas', { 2: '=A1' }, { 2: '"=HYPERLINK(""x"")"' }, { 0: '"=""00123"""' }, { 0: '="00123"' }],
  ['smart quotes', { 2: '“Mia”' }, { 2: '„Mia“' }, { 2: '«Mia»' }, { 2: '“Mia' }],
  ['contacts', { 4: 'm@x' }, { 4: '"a@x.org; b@x.org"' }, { 5: '12' }, { 5: 'ask' }, { 6: '1' }, { 4: '', 5: '' }],
  [
    'contacts that nobody has',
    ...['none@none.com', 'No.Email@x.org', 'n/a@n/a', 'declined', 'test@test.com'].map((email) => ({ 4: email })),
    ...['999-999-9999', '0', '1 (123) 456-7890', '+44 0000 000000', 'unlisted'].map((phone) => ({
      5: phone,
      6: phone,
    })),
  ],
  [
    'several values',
    ...['a@x.org; b@x.org', 'Ana <a@x.org>', 'a@x.org,', 'mia lopez@x.org'].map((email) => ({ 4: `"${email}"` })),
    ...['206-555-0103 / 206-555-0104', '206-555-0104 C', 'H: 206-555-0114', '206-555-0113 Dad', '206 555 O122'].map(
      (phone) => ({
        5: phone,
        6: phone,
      }),
    ),
  ],
  [
    'words',
    ...['M', 'Mother (Biological)', 'Father - No Contact', 'Patrino', 'Maria Garcia', 'Both Parents'].map((word) => ({
      8: word,
      9: word,
    })),
  ],
  [
    'names of languages',
    ...['Spanish; Castilian', 'Spanish (Mexico)', 'Greek, Modern (1453-)', 'mis', 'Spanish/English'].map((text) => ({
      7: `"${text}"`,
    })),
  ],
  [
    'marks of tools',
    ...["'001001", '1001.0', '10\u200b01', '１００３', '"=""00123"""'].map((id) => ({ 0: id, 1: id, 2: "'Mia'" })),
    { 4: "'tessa@example.org'", 5: "'2065550100", 6: '2065550106.0' },
  ],
  [
    'letters that tools spoiled',
    ...['Se&aacute;n', 'O&#39;Brien', 'JosÃ©', 'GarcÃ\u00ada', 'Oâ€™Brien', 'Jos\ufffd', 'می\u200cروم'].map((name) => ({
      2: name,
      3: name,
    })),
  ],
  [
    'words for nothing',
    ...['N/A', '(null)', '\\N', 'TBD', '-', 'none', 'Null', 'nil', 'unknown', '0'].map((word) => ({
      ...{ 1: word, 3: word, 4: word, 7: word },
    })),
  ],
  ['languages', ...['Spanish', 'spa', 'xx', 'Klingonese', 'pt_br', 'Q’anjob’al'].map((language) => ({ 7: language }))],
  ['long and short', { 2: 'x'.repeat(121) }, { 1: 'x'.repeat(121) }, { 2: 'x'.repeat(70_000) }, { 9: 'x,y' }],
  ['quotes', { 2: '"Mia' }, { 2: 'Mi"a' }, { 2: '"Mi"a' }, { 9: '"' }],
  ['no student, no name', { 0: '' }, { 2: '', 3: '' }],
].map(([title, ...changes]): Entry => {
  const rows = (changes as Record<number, string>[]).map((change, index) => row(`${index + 10}`, change));
  return [`damage: ${title}`, fileOf(...rows, ...Array.from({ length: 20 }, (_, index) => row(`${index + 50}`)))];
});

const many = Array.from({ length: 6000 }, (_, index) =>
  row(String(index + 1), index % 6 === 0 ? { 2: '', 3: '' } : { 5: 'ask', 2: 'Zoë' }),
);

const refusals: Entry[] = [
  ['file-being-written', plain, {}, 'guardians.csv.part'],
  ['file-empty', ''],
  ['file-empty', '\r\n'],
  ['not-text', concat(fileOf(row('1')), [0])],
  ['not-text', concat('a,b\n', new Uint8Array(50).fill(1), 'x'.repeat(900))],
  ['not-text', concat([0x50, 0x4b, 3, 4], 'x'.repeat(100))],
  ['not-text', utf16le(plain)],
  ['header-missing', `${row('1')}\n`],
  ['column-missing', 'Studnet ID,email\n1,m@example.org\n'],
  ['column-twice', 'Student ID,Stu ID,lastName\n1,1,x\n'],
  ['column-mapping', plain, { columnMapping: { email: 'Mail 2' } }],
  ['header-only', `${HEADER}\n`],
  ['no-rows-left', fileOf('a,b')],
  ['no-rows-left', fileOf(row('1')), { contactTypes: ['Emergency'] }],
  ['too-many-errors', fileOf(row('1'), row('2'), 'a,b')],
  ['no-rows-left', everyHighByte, { encoding: 'utf-8' }],
  [
    'file-truncated',
    // Within a unit of UTF-16.
    concat(
      utf16le(`\ufeff${wide}${wide.replace(HEADER, row('6'))}${fileOf(row('7'), row('8'), row('9'))}${row('7')}`),
      [0x61],
    ),
  ],
  ['file-truncated', `${fileOf(row('1'))}2,G2,Mi`],
].map(([code, ...rest]) => [`refused: ${code}`, ...rest] as Entry);

const layouts = [...districtFiles, ...judgedTogether, ...guides].map(
  ({ title, text, refused }): Entry => [refused === undefined ? title : `refused: ${refused} (${title})`, text],
);

/** The files of every case, and one of everything that the check looks at. */
export function selfCheckFiles(): SelfCheckFile[] {
  const cases = Object.entries(caseFiles).flatMap(([number, contents]) =>
    contents.map((content, index): Entry => [`case ${number}, file ${index + 1}`, content]),
  );
  const tags: Entry[] = [
    ['every language of two letters', languages(twoLetters)],
    ['every language of three letters', languages(threeLetters)],
    ['languages by name', languages([...LANGUAGE_NAMES.values()])],
  ];
  const mixed: Entry = ['damage of every kind', damagedFile([...ERRORS, ...OTHERS], { good: 200, each: 5 }).bytes];
  const large: Entry = ['more findings than are listed', fileOf(...many)];
  return [...cases, ...encodings, ...shapes, ...damage, ...tags, mixed, large, ...layouts, ...refusals].map(
    ([title, content, options = {}, name = 'guardians.csv']) => ({ title, name, bytes: bytesOf(content), options }),
  );
}
