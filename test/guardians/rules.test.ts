import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PHONE_RULES } from '../../src/contact-keys/rules.js';
import { RULES } from '../../src/guardian-file/index.js';
import { rulesOf, versionOf } from '../../src/guardians/file/rules.js';

const decidesNothing = new Set([
  // Made of tables that count, or parts of them.
  ...['CODE_VERSION', 'COLUMNS', 'COLUMN_BY_KEY', 'CONTACT_TYPES', 'EXTRA_CODES', 'HEAD_BYTES', 'LANGUAGES', 'NAMES'],
  ...['BARE_FIELDS', 'CONTACT_NUMBER', 'ID_KEYS', 'NUMBER_KEYS', 'OWN_STUDENT_KEY', 'PERSON_FIELDS', 'POSITIONS'],
  ...['PERSONS', 'RELATIONSHIPS', 'RULES', 'TAG_BY_NAME', 'UNITS', 'ALL_FULL_WIDTH', 'FIRST', 'LOCAL_PARTS', 'LONGEST'],
  ...['GROUPS', 'LETTER', 'NO_WORD', 'OTHER_NAMES', 'REGIONS', 'REGION_BY_NAME', 'REGION_CODES', 'SCHOOLS'],
  // What CSV and UTF-8 are.
  ...['CR', 'FIRST_HIGH', 'FIRST_LOW', 'FOLLOWERS', 'LF', 'QUOTE', 'REPLACEMENT', 'SEPARATORS', 'TAB', 'APOSTROPHE'],
  ...['BLANK', 'SEPARATOR_LINE'],
  // How much is done at once or kept in memory.
  ...[
    'BLOCK',
    'CHUNK_BYTES',
    'KEPT',
    'KEPT_CELLS',
    'KEPT_CHARACTERS',
    'MAX_BATCH_BYTES',
    'PARSE_BYTES',
    'PARSE_RECORDS',
  ],
  // Sentences, and how much of a list they quote. A file is found by its name before.
  ...['DELIMITER_NAMES', 'ENCODING_LABELS', 'FINDINGS', 'LIMITS', 'LISTED_HEADERS', 'LISTED_NAMES', 'LISTED_PER_CODE'],
  ...['REFUSALS', 'UNFINISHED', 'HEADER_WORDS', 'NOTE_CODES', 'PLACEHOLDER', 'SHOWN', 'TOO_LONG'],
  ...['WIDTH_CAUSES', 'LEFT_OUT', 'READ'],
]);

describe('the version of the rules that a file is read by', () => {
  const { columnRules, emailRules, languageRules, rowRules, vocabularyRules } = RULES;

  const changes: Record<string, object> = {
    'another name of a column': {
      columnRules: {
        ...columnRules,
        COLUMN_ALIASES: { ...columnRules.COLUMN_ALIASES, email: [...columnRules.COLUMN_ALIASES.email, 'inbox'] },
      },
    },
    'another name of a language': {
      languageRules: { ...languageRules, LANGUAGE_NAMES: new Map([...languageRules.LANGUAGE_NAMES, ['xx', 'Xish']]) },
    },
    'another word of a relationship': {
      vocabularyRules: {
        ...vocabularyRules,
        RELATIONSHIP_WORDS: { ...vocabularyRules.RELATIONSHIP_WORDS, Mother: 'mother mom' },
      },
    },
    'another pattern': { emailRules: { ...emailRules, BAD_HYPHEN: /-/ } },
    'another limit': { rowRules: { ...rowRules, MAX_TEXT: rowRules.MAX_TEXT + 1 } },
    'another country of plain numbers': {
      phoneRules: { ...RULES.phoneRules, PLAIN_COUNTRIES: new Set([...RULES.phoneRules.PLAIN_COUNTRIES, 'MX']) },
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`is another with ${what}`, () => assert.notEqual(versionOf({ ...RULES, ...change }), versionOf(RULES)));
  }

  it('is the same for the same tables, and names the file', () => {
    assert.equal(versionOf(structuredClone(RULES)), versionOf(RULES));
    assert.match(rulesOf({ fileName: 'guardians.csv' }), /^guardians\.csv \d+\.\d+ [0-9a-f]{12}$/);
    assert.notEqual(rulesOf({ fileName: 'guardians.csv' }), rulesOf({ fileName: 'student_attributes.csv' }));
  });

  it('counts every table of the check core but those that decide nothing (else: src/guardian-file/rules.ts)', () => {
    const folder = path.resolve(import.meta.dirname, '../../src/guardian-file');
    const tables = readdirSync(folder).flatMap((file) =>
      [...readFileSync(path.join(folder, file), 'utf8').matchAll(/^(?:export )?const ([A-Z][A-Z_]+)\b/gm)].map(
        ([, name]) => name as string,
      ),
    );
    const known = new Set(Object.entries(RULES).flatMap(([name, table]) => [name, ...Object.keys(table)]));
    assert.deepEqual(
      tables.filter((name) => !known.has(name) && !decidesNothing.has(name)),
      [],
    );
  });

  it('of stored phone numbers is raised when their tables change (else: PHONE_RULES, then the hash here)', () => {
    assert.deepEqual([PHONE_RULES, versionOf(RULES.phoneRules)], [1, '0ac73a46914a']);
  });
});
