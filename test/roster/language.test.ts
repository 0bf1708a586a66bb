import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { query } from '../../src/db/sql-files.js';
import { normalizeLanguage } from '../../src/guardian-file/language.js';
import type { ApiRecord, ReceivedFeeds } from '../../src/roster/api/model.js';
import { clever } from '../../src/roster/clever/source.js';
import { languageIn } from '../../src/roster/clever/values.js';
import { OneRosterRecords } from '../../src/roster/oneroster/rest/roster.js';
import { rosterStagingTable } from '../../src/roster/stage.js';
import { LIST_SEPARATOR, stagedColumns } from '../../src/roster/staged-columns.js';
import { revert } from '../revert/support.js';
import { referenceFile } from '../support/reference.js';
import { syncFrom } from './clever/night.js';
import { asVersion12, csv, manifest, memoryFile, packageFiles, smallRoster } from './files.js';
import { type TestScope, withFreshScopes } from './scope.js';

type Languages = Record<string, string>;

/** The small roster's users.csv with one more column. */
function usersCsv(languages: Languages, column = 'metadata.homeLanguage', version: '1.1' | '1.2' = '1.1'): string {
  const tables = version === '1.2' ? asVersion12(smallRoster()) : smallRoster();
  const [header, ...lines] = csv(version === '1.2' ? 'users of 1.2' : 'users', tables.users)
    .trimEnd()
    .split('\r\n');
  const cells = lines.map((line) => `${line},${languages[line.split(',')[0]!] ?? ''}`);
  return [`${header},${column}`, ...cells, ''].join('\r\n');
}

function roster(languages: Languages, column?: string, version: '1.1' | '1.2' = '1.1') {
  const tables = version === '1.2' ? asVersion12(smallRoster()) : smallRoster();
  return packageFiles(tables, { 'users.csv': usersCsv(languages, column, version) });
}

function received(feeds: Record<string, ApiRecord[]>): ReceivedFeeds {
  return {
    async *pages(feed) {
      yield { records: feeds[feed] ?? [], cursor: null };
    },
    incomplete: () => null,
    changesOnly: false,
  };
}

describe('the language from the roster', () => {
  let scope: TestScope;
  withFreshScopes((fresh) => {
    scope = fresh;
    scope.settings.roster.language = true;
  });
  const stored = async () => {
    const rows = await scope.rows<{ source_id: string; language: string }>(
      `select source_id, language from student where district_id = :districtId and language <> ''`,
    );
    return Object.fromEntries(rows.map(({ source_id, language }) => [source_id, language]).sort());
  };

  for (const version of ['1.1', '1.2'] as const) {
    it(`is stored as a tag, from files of ${version}; the same files again change nothing`, async () => {
      const files = roster({ s1: 'Spanish', s2: 'zho', s3: 'PT_br', s4: '' }, undefined, version);
      const { findings } = await scope.sync(files);
      assert.deepEqual([await stored(), findings], [{ s1: 'es', s2: 'zh', s3: 'pt-BR' }, []]);
      const { changes, status } = await scope.sync(files);
      assert.deepEqual([changes, status], [[], 'done']);
    });
  }

  it('that is not known is left out with a warning, and what is stored stays; an empty cell clears it', async () => {
    await scope.sync(roster({ s1: 'Spanish', s2: 'Somali' }));
    const { findings, changes } = await scope.sync(roster({ s1: 'Klingon of the north', s2: '', s3: 'XX' }));
    assert.deepEqual(await stored(), { s1: 'es' });
    assert.deepEqual(
      findings.map(({ severity, code, file, line, column_name }) => [severity, code, file, line, column_name]),
      [['warning', 'roster-language-unknown', 'users.csv', 2, 'language']],
    );
    assert.match(findings[0]!.message, /The same on 1 more row\.$/);
    assert.doesNotMatch(JSON.stringify(findings), /Klingon/);
    assert.deepEqual(
      changes.map(({ entity, before, after }) => [entity, before.language, after.language]),
      [['student', 'so', '']],
    );
  });

  it('comes when the setting is turned on and goes when it is turned off, each time with its audit', async () => {
    const files = roster({ s1: 'es', s2: 'vi' });
    scope.settings.roster.language = false;
    await scope.sync(files);
    assert.deepEqual(await stored(), {});
    const nights: unknown[] = [];
    for (const on of [true, true, false, false, true]) {
      scope.settings.roster.language = on;
      const { changes } = await scope.sync(files);
      nights.push([changes.length, Object.keys(await stored()).length]);
    }
    assert.deepEqual(nights, [
      [2, 2],
      [0, 2],
      [2, 0],
      [0, 0],
      [2, 2],
    ]);
  });

  it('is put back by a revert', async () => {
    await scope.sync(roster({ s1: 'es' }));
    const { runId } = await scope.sync(roster({ s1: 'fr', s2: 'vi' }));
    await revert(scope, runId);
    assert.deepEqual(await stored(), { s1: 'es' });
  });

  it('of changes alone is that of the students whom they name', async () => {
    await scope.sync(roster({ s1: 'es', s2: 'vi' }));
    const said = manifest.replaceAll(
      /file\.(\w+),bulk/g,
      (_, name) => `file.${name},${name === 'users' ? 'delta' : 'absent'}`,
    );
    const [header, first] = usersCsv({ s1: 'Arabic' }).split('\r\n');
    await scope.sync([memoryFile('manifest.csv', said), memoryFile('users.csv', `${header}\r\n${first}\r\n`)]);
    assert.deepEqual(await stored(), { s1: 'ar', s2: 'vi' });
  });

  it('of a student who returns with one that is not known is the one from before', async () => {
    await scope.sync(roster({ s1: 'es' }));
    const without = usersCsv({}).replace(/^s1,.*\r\n/m, '');
    await scope.sync(packageFiles(smallRoster(), { 'users.csv': without }));
    const { counts } = await scope.sync(roster({ s1: 'nonsense' }));
    assert.deepEqual([await stored(), counts.students.restored], [{ s1: 'es' }, 1]);
  });

  const names = [
    'language',
    'metadata.language',
    'metadata.HomeLanguage',
    'metadata.preferred_language',
    'primaryLanguage',
  ];
  for (const name of names)
    it(`is in ${name}, in files and on servers`, async () => {
      const { findings } = await scope.sync(roster({ s1: 'Spanish' }, name));
      assert.deepEqual([await stored(), findings], [{ s1: 'es' }, []]);
      const own = name.replace('metadata.', '');
      const field = name === own ? { [own]: 'Spanish' } : { metadata: { [own]: 'Spanish' } };
      const users = smallRoster().users.map(({ sourcedId, orgSourcedIds = '', agentSourcedIds: _, ...rest }) => ({
        ...{ sourcedId, ...rest, orgs: orgSourcedIds.split(',').map((org) => ({ sourcedId: org })) },
        ...(sourcedId === 's1' ? field : { metadata: null }),
      }));
      const { orgs } = smallRoster();
      const { changes } = await syncFrom(scope, new OneRosterRecords(received({ orgs, users })));
      assert.deepEqual(
        changes.filter(({ after }) => 'language' in after),
        [],
      );
      assert.deepEqual(await stored(), { s1: 'es' });
    });

  it('is at Clever the home language: its code, else its name, and none where it is another one', async () => {
    const given: Record<string, [code: unknown, name: unknown]> = {
      ...{ s1: ['spa', 'Spanish'], s2: ['cpp', 'Cabo Verdean'], s3: [undefined, 'Kurdish (Kurmanji)'] },
      ...{ s4: ['other', 'Other'], s5: [null, ''], s6: ['zzz', 'Something'] },
    };
    const students = Object.entries(given).map(([id, [home_language_code, home_language]]) => ({
      ...{ id, name: { first: 'Ana', last: id } },
      roles: { student: { school: 'A', schools: ['A'], home_language_code, home_language } },
    }));
    const feeds = { schools: [{ id: 'A', name: 'Alcott' }], students };
    const night = () => syncFrom(scope, clever.open(received(feeds), scope.settings));
    const { findings } = await night();
    assert.deepEqual(await stored(), { s1: 'es', s2: 'kea', s3: 'kmr' });
    assert.deepEqual(
      findings.filter(({ code }) => code.startsWith('roster-language')).map(({ message }) => message.slice(-19)),
      [' (students, ID s6)'.padStart(19, '.')],
    );
    assert.deepEqual((await night()).changes, []);
  });

  it('is as stored in runs that staged students before there was one', async () => {
    const table = rosterStagingTable(await scope.openRun(), 'students');
    const trx = await scope.db.transaction();
    try {
      await query(trx, `alter table ${table} drop column language`);
      await query(trx, 'drop view family_language');
      await query(trx, 'alter table student drop column language');
      await trx.raw(readFileSync(new URL('../../src/db/migrations/0013_language.sql', import.meta.url), 'utf8'));
      const columns = Object.keys(stagedColumns.students).filter((column) => column !== 'language');
      const [row] = await query<{ language: string }>(
        trx,
        `insert into ${table} (source_id, ${columns.join(', ')}) values ('s1', ${columns.map(() => `''`).join(', ')})
         returning language`,
      );
      assert.equal(row?.language, LIST_SEPARATOR);
    } finally {
      await trx.rollback();
    }
  });

  const official = referenceFile('clever', 'v3.1.yml');
  (official ? it : it.skip)(
    'knows all that Clever can give, by code and by name (skipped without REFERENCE_DIR)',
    () => {
      const lines = readFileSync(official!, 'utf8').split('\n');
      const values = (field: string) => {
        const listed = lines.slice(lines.indexOf(`      ${field}:`) + 2);
        return listed
          .slice(
            0,
            listed.findIndex((line) => !line.startsWith('        - ')),
          )
          .map((line) => line.slice('        - '.length).replaceAll(/["']/g, ''));
      };
      const all = values('home_language');
      const unknown = all.filter((home_language) => normalizeLanguage(languageIn({ home_language })) === null);
      assert.deepEqual([all.length, unknown], [152, ['Other']]);
      const codes = values('home_language_code').filter((code) => normalizeLanguage(code) === null);
      assert.deepEqual(codes, ['knn', 'other'], 'these have a name with them');
    },
  );
});
