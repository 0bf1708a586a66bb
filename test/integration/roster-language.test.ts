import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { query } from '../../src/db/sql-files.js';
import { guardianFile } from '../../src/demo/generator/guardian-file.js';
import { generateDistrict } from '../../src/demo/generator/index.js';
import { runReport } from '../../src/runs/report.js';
import { familyOfStudent } from '../../src/web/features/family/members.js';
import { classLinkBefore } from '../fakes/classlink/before.js';
import { demoDistrict as cleverDistrict } from '../fakes/clever/district.js';
import { FakeClever } from '../fakes/clever/server.js';
import { demoDistrict as oneRosterDistrict } from '../fakes/oneroster/district.js';
import { type Cells, csv, packageFiles, smallRoster, type Tables, zipBytes } from '../roster/files.js';
import { dryRun } from '../support/dry-runs.js';
import { stableExport } from '../support/export.js';
import { lastRun, syncToEnd } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

type Languages = Record<string, string>;

const guardian = (sourcedId: string, agents: string): Cells => ({
  ...{ sourcedId, orgSourcedIds: 'A', role: 'guardian', givenName: 'Gus', familyName: sourcedId },
  ...{ email: `${sourcedId}@example.org`, agentSourcedIds: agents },
});
const withGuardians = (...guardians: Cells[]): Tables => {
  const tables = smallRoster();
  return { ...tables, users: [...tables.users.filter(({ sourcedId }) => sourcedId !== 'g1'), ...guardians] };
};
const family = (pairs: string[], languages: Languages | null = null) => {
  const rows = pairs.map((pair) => {
    const [student, id] = pair.split(' ');
    const language = languages && `,${languages[id!] ?? ''}`;
    return `${student},${id},Gus,${id},${id}@example.org${language ?? ''}\n`;
  });
  return [`studentSisId,guardianSisId,firstName,lastName,email${languages ? ',language' : ''}\n`, ...rows].join('');
};

describe('the language from the roster, of families', function () {
  this.timeout(180_000);
  let base: TestSystem;

  before(async () => {
    base = await createTestSystem();
  });
  after(() => base.stop());

  const put = async (system: TestSystem, languages: Languages, tables = smallRoster()) => {
    const contents: Record<string, string> = {};
    for (const each of packageFiles(tables)) {
      const parts: Uint8Array[] = [];
      for await (const part of each.open(0)) parts.push(part);
      contents[each.name] = Buffer.concat(parts).toString();
    }
    const [header, ...lines] = csv('users', tables.users).trimEnd().split('\r\n');
    const cells = lines.map((line) => `${line},${languages[line.split(',')[0]!] ?? ''}\r\n`);
    contents['users.csv'] = `${header},metadata.homeLanguage\r\n${cells.join('')}`;
    await system.putFile('roster.zip', await zipBytes(contents));
  };
  const records = async (system: TestSystem, table: string) => {
    const [, rest = ''] = (await stableExport(system)).split(`== ${table}.csv\n`);
    return parse(rest.split('\n== ')[0]!, { columns: true }) as Record<string, string>[];
  };
  /** As the export has it, by guardian; without those who have none. */
  const languages = async (system: TestSystem) =>
    Object.fromEntries(
      (await records(system, 'guardians'))
        .filter(({ language }) => language !== '')
        .map(({ sis_id, language }) => [sis_id, language]),
    );
  const changes = async (system: TestSystem) =>
    query<{ entity: string }>(base.db, 'select entity from change where run_id = :runId', {
      runId: (await lastRun(system)).run_id,
    });

  it('is what the children of a guardian have in common, where the guardian file names none', async () => {
    const system = await base.withDistrict('file');
    const pairs = ['s1 G1', 's2 G1', 's1 G2', 's3 G2', 's3 G3', 's4 G3', 's4 G4'];
    await put(system, { s1: 'Spanish', s2: 'es', s3: 'Vietnamese' });
    await system.putFile('guardians.csv', family(pairs));
    await base.withWorkers(async () => {
      await syncToEnd(system);
      assert.deepEqual(await languages(system), {}, 'off');

      await system.set({ 'roster.language': 'true' });
      const dry = await dryRun(system);
      await syncToEnd(system);
      const { counts } = await runReport(base.db, (await lastRun(system)).run_id);
      assert.deepEqual([counts.roster?.students.updated, dry.counts.roster?.students.updated], [3, 3]);
      assert.deepEqual(await languages(system), { G1: 'es', G3: 'vi' });
      assert.deepEqual(new Set((await changes(system)).map(({ entity }) => entity)), new Set(['student']));

      await syncToEnd(system);
      await system.putFile('guardians.csv', family(pairs.toReversed()));
      await syncToEnd(system);
      assert.deepEqual([await languages(system), await changes(system)], [{ G1: 'es', G3: 'vi' }, []]);

      await system.putFile('guardians.csv', family(pairs, { G1: 'French', G2: '', G4: 'so' }));
      await syncToEnd(system);
      assert.deepEqual(await languages(system), { G1: 'fr', G3: 'vi', G4: 'so' }, 'an own one comes first');

      await system.putFile('guardians.csv', family(pairs.filter((pair) => pair !== 's3 G2')));
      await syncToEnd(system);
      assert.deepEqual(await languages(system), { G1: 'fr', G2: 'es', G3: 'vi', G4: 'so' }, 'one child is left');

      await system.set({ 'roster.language': 'false' });
      await syncToEnd(system);
      assert.deepEqual(await languages(system), { G1: 'fr', G4: 'so' });
      await syncToEnd(system);
      assert.deepEqual(await changes(system), []);
    });
  });

  it('is the own one of a guardian from the roster, else the children’s', async () => {
    const system = await base.withDistrict('agents');
    const tables = withGuardians(guardian('g1', 's1,s2'), guardian('g2', 's1,s2'), guardian('g3', 's3'));
    const spoken = { s1: 'es', s2: 'Spanish', s3: 'Vietnamese' };
    await system.set({ 'guardians.enabled': 'false', 'roster.manageGuardians': 'true', 'roster.language': 'true' });
    await base.withWorkers(async () => {
      const nights: [Languages, Languages, string[]][] = [
        [{ ...spoken, g1: 'English' }, { g1: 'en', g2: 'es', g3: 'vi' }, []],
        [{ ...spoken, g1: 'English' }, { g1: 'en', g2: 'es', g3: 'vi' }, []],
        [{ ...spoken, g2: 'nonsense', g3: 'Hmong' }, { g1: 'es', g2: 'es', g3: 'hmn' }, ['guardian', 'guardian']],
        // Nobody has one: as a file that has no such column.
        [spoken, { g1: 'es', g2: 'es', g3: 'hmn' }, []],
      ];
      for (const [given, expected, changed] of nights) {
        await put(system, given, tables);
        await syncToEnd(system);
        assert.deepEqual(await languages(system), expected);
        assert.deepEqual(
          (await changes(system)).map(({ entity }) => entity),
          changed,
        );
      }
      await system.set({ 'roster.language': 'false' });
      await put(system, { ...spoken, g1: 'English' }, tables);
      await syncToEnd(system);
      assert.deepEqual(await languages(system), { g3: 'hmn' }, 'what was said of the person stays');
    });
  });

  it('is shown on the family’s page as the children’s', async () => {
    const [student] = await query<{ student_id: number }>(
      base.db,
      `select s.student_id from student s join scope c using (district_id, scope_id)
       where starts_with(c.slug, 'agents-') and s.source_id = 's1'`,
    );
    await query(base.db, `update student set language = 'es' where student_id = :student_id`, { ...student });
    const { adults } = (await familyOfStudent(base.db, student!.student_id))!;
    const shown = adults.map(({ roles }) => roles[0]!.values.find(({ label }) => label === 'Language')!.value);
    assert.deepEqual(shown, ["Spanish (es), the children's", "Spanish (es), the children's"]);
  });

  const demo = generateDistrict({ seed: 5 });
  const spoken = (n: number) => ['Spanish', 'English', ''][n % 3]!;
  const checkDemo = async (system: TestSystem) => {
    await system.putFile('guardians.csv', guardianFile(demo));
    await base.withWorkers(() => syncToEnd(system));
    const count = async (tag: string) => (await records(system, 'students')).filter(({ language }) => language === tag);
    const [spanish, english, none] = [await count('es'), await count('en'), await count('')];
    assert.ok(spanish.length > 20 && english.length > 20 && none.length > 20, 'a third each');
    await base.withWorkers(() => syncToEnd(system));
    assert.deepEqual(await changes(system), []);
  };

  it('comes from Clever', async () => {
    const district = cleverDistrict(demo);
    for (const [n, user] of district.users.entries()) {
      const { student } = user.roles as { student?: Record<string, unknown> };
      if (student) student.home_language = spoken(n);
    }
    const fake = await FakeClever.start(district);
    try {
      const system = await base.withDistrict('clever');
      await system.set({ 'roster.source': 'clever', 'roster.baseUrl': fake.baseUrl, 'roster.tokenUrl': fake.tokenUrl });
      await system.set({ 'roster.clientId': fake.keys.id, 'roster.clientSecret': fake.keys.secret });
      await system.set({ 'roster.districtId': district.id, 'roster.language': 'true' });
      await checkDemo(system);
    } finally {
      await fake.stop();
    }
  });

  it('comes from ClassLink, out of metadata', async () => {
    const district = oneRosterDistrict(demo, '1.1');
    for (const [n, user] of district.users.entries()) user.metadata = { homeLanguage: spoken(n) };
    const { classLink, stop } = await classLinkBefore(district);
    try {
      const system = await base.withDistrict('classlink');
      await system.set({ 'roster.source': 'classlink', 'roster.baseUrl': classLink.baseUrl });
      await system.set({ 'roster.token': classLink.key, 'roster.districtId': '2', 'roster.language': 'true' });
      await checkDemo(system);
    } finally {
      await stop();
    }
  });
});
