import assert from 'node:assert/strict';
import type { StoredFile } from '../../src/archives/stored-file.js';
import { SyncFailure } from '../../src/contract/failures.js';
import {
  asVersion12,
  type Cells,
  csv,
  manifest,
  manifest12,
  packageFiles,
  smallRoster,
  student,
  userRole,
  zipped,
} from './files.js';
import { found, readAll } from './read.js';

const ids = (rows: readonly { sourceId: string }[]) => rows.map(({ sourceId }) => sourceId).join(' ');
const everybody = 's1 s2 s3 s4 s5 s6 s7';

/** What districts send, by the kind of what is unusual in it: how it is read. */
describe('roster files as districts send them', () => {
  describe('roster file 05: blank columns at the end of the header', () => {
    const withBlanks = (text: string, inRows: string) =>
      text.replace('\r\n', ',,\r\n').replaceAll(/(?<=[^,]*,.*)(?<!,,)\r\n/g, `${inRows}\r\n`);

    it('are no columns, whether rows have their cells or not', async () => {
      const set = asVersion12(smallRoster());
      for (const inRows of ['', ',,']) {
        const roles = withBlanks(csv('roles', set.roles!), inRows);
        const users = withBlanks(csv('users of 1.2', set.users), inRows);
        const files = packageFiles(set, { 'roles.csv': roles, 'users.csv': users });
        const { rows, findings } = await readAll(files, 'students');
        assert.deepEqual([ids(rows), findings], [everybody, []]);
      }
    });

    it('hide no row behind an unclosed quote', async () => {
      const rows = Array.from({ length: 30 }, (_, i) => student(`s${i}`, 'A'));
      for (const inRows of ['', ',,']) {
        const text = withBlanks(csv('users', rows), inRows);
        const broken = text.replace('Firsts7,Pupil', '"Firsts7,Pupil').replace('user-s9', '"user-s9"');
        const { rows: read, errors } = await readAll(packageFiles(smallRoster(), { 'users.csv': broken }), 'students');
        assert.deepEqual([read.length, errors], [29, [{ line: 9, sourceId: 's7' }]]);
      }
    });

    it('leave a row with too few cells, or too many, an error with both numbers', async () => {
      const text = withBlanks(csv('users', smallRoster().users), '').concat(
        's98,,,true,A\r\n',
        `s99${',x'.repeat(20)}\r\n`,
      );
      const { findings } = await readAll(packageFiles(smallRoster(), { 'users.csv': text }), 'students');
      assert.deepEqual(
        findings.map(({ message }) => /\d+ cells, but the header has \d+/.exec(message)?.[0]),
        ['5 cells, but the header has 18', '21 cells, but the header has 18'],
      );
    });
  });

  describe('roster file 06: many rows that cannot be used', () => {
    const manyOf = (cells: Cells) => {
      const set = smallRoster();
      set.users.push(...Array.from({ length: 8 }, (_, i) => student(`x${i}`, 'A', cells)));
      return packageFiles(set);
    };

    it('refuse the file with the commonest reasons, and the rows in the report', async () => {
      const set = smallRoster();
      set.users.push(...Array.from({ length: 8 }, () => student('', 'A')), student('r', 'A', { role: '' }));
      const files = packageFiles(set, { 'users.csv': csv('users', set.users).concat('z,\r\n') });
      await assert.rejects(readAll(files, 'students'), (error) => {
        assert.ok(error instanceof SyncFailure);
        assert.equal(error.code, 'RosterFileDamaged');
        assert.match(
          error.message,
          /^The roster file users\.csv has 10 of 20 rows in error, the first on line 12: 8 times "The row has no sourcedId, so it cannot be used", 1 time "The row has no role, .*", 1 time "The row has 2 cells, .*"\. Nothing was applied/,
        );
        assert.deepEqual(found(error.findings).slice(7), [
          ['roster-required-missing', 19, 'sourcedId'],
          ['roster-required-missing', 20, 'role'],
          ['roster-row-field-count', 21, null],
        ]);
        return true;
      });
    });

    it('of a role that OneRoster does not know are left out, and the rest is read', async () => {
      const { rows, errors, findings } = await readAll(manyOf({ role: 'emergencyContact' }), 'students');
      assert.deepEqual([ids(rows), errors.length], [everybody, 8]);
      assert.deepEqual(new Set(findings.map(({ code }) => code)), new Set(['roster-role-unknown']));
    });

    it('of such roles in roles.csv leave a user the other roles', async () => {
      const set = asVersion12(smallRoster());
      for (const user of ['s1', 's2', 's3', 'p1'])
        set.roles!.push(userRole(user, 'emergencyContact', 'A', 'secondary'));
      set.users.push(...['x1', 'x2', 'x3'].map((id) => student(id, 'A')));
      for (const user of ['x1', 'x2', 'x3']) set.roles!.push(userRole(user, 'pupil', 'A'));
      const students = await readAll(packageFiles(set), 'students');
      assert.deepEqual(
        [ids(students.rows), students.errors.map(({ sourceId }) => sourceId)],
        [everybody, ['p1', 'x1', 'x2', 'x3']],
      );
      const staff = await readAll(packageFiles(set), 'staff');
      assert.deepEqual(
        [ids(staff.rows), staff.errors.length],
        ['p1 p2', 6],
        'who may be staff under that word is kept',
      );
    });

    it('of enrollments with such a role are left out too', async () => {
      const set = smallRoster();
      for (const each of set.enrollments.slice(0, 6)) each.role = 'observer';
      const { rows, errors } = await readAll(packageFiles(set), 'enrollments');
      assert.deepEqual([rows.length, errors.length], [4, 6]);
    });
  });

  describe('roster file 09: other separators', () => {
    const separated = (text: string, by: string) =>
      text.replaceAll(/,(?=(?:[^"\r\n]*"[^"\r\n]*")*[^"\r\n]*(?:[\r\n]|$))/g, by);
    const separatedBy = (separator: string) =>
      packageFiles(smallRoster()).map(
        ({ name, size, open }): StoredFile => ({
          name,
          size,
          async *open() {
            for await (const bytes of open()) yield Buffer.from(separated(Buffer.from(bytes).toString(), separator));
          },
        }),
      );

    for (const [separator, name] of [
      [';', 'semicolons'],
      ['\t', 'tabs'],
      ['|', 'pipes'],
    ] as const)
      it(`${name} are read, with a notice`, async () => {
        const { rows, findings } = await readAll(separatedBy(separator), 'students');
        assert.equal(ids(rows), everybody);
        assert.deepEqual(found(findings), [['delimiter-not-comma', null, null]]);
        assert.match(findings[0]!.message, new RegExp(`separated by ${name}`));
        assert.deepEqual((await readAll(separatedBy(separator), 'enrollments')).rows.length, 10);
      });

    it('lists in a cell stay lists, quoted or not', async () => {
      const text = csv('users', smallRoster().users)
        .replaceAll(',', ';')
        .replaceAll('};{', '},{')
        .replace('"B;A"', 'B,A');
      const { rows } = await readAll(packageFiles(smallRoster(), { 'users.csv': text }), 'students');
      assert.deepEqual(rows[5]!.schoolSourceIds, ['B', 'A']);
    });

    it('a line that names the separator is no header', async () => {
      const text = `sep=;\r\n${csv('users', smallRoster().users).replaceAll(',', ';')}`;
      const { rows } = await readAll(packageFiles(smallRoster(), { 'users.csv': text }), 'students');
      assert.deepEqual([rows.length, rows[0]!.line], [7, 3]);
    });

    it('another version in the manifest than the files are of is told', async () => {
      for (const [tables, said, words] of [
        [
          smallRoster(),
          manifest12.replace('file.roles,bulk', 'file.roles,absent'),
          /OneRoster 1\.2, but its files are those of 1\.1/,
        ],
        [asVersion12(smallRoster()), manifest, /OneRoster 1\.1, but its files are those of 1\.2/],
      ] as const) {
        const files = packageFiles(tables, { 'manifest.csv': said });
        assert.equal(ids((await readAll(files, 'students')).rows), everybody);
        const [notice] = (await readAll(files, 'schools')).findings;
        assert.equal(notice?.code, 'roster-version-other');
        assert.match(notice.message, words);
      }
    });

    it('a set that could be of either version is what its manifest says', async () => {
      const set = asVersion12(smallRoster());
      const both = csv('users of 1.2', set.users)
        .replace('pronouns', 'role,orgSourcedIds')
        .replaceAll(/(?<=s\d.*),\r/g, ',,student,A\r');
      const files = packageFiles(set, { 'users.csv': both });
      assert.deepEqual(
        (await readAll(files, 'schools')).findings.map(({ code }) => code),
        [],
      );
    });
  });

  describe('roster file 10: folders in the ZIP', () => {
    const contents = async (folder: string) => {
      const texts: Record<string, string> = {};
      for (const { name, open } of packageFiles(smallRoster()))
        for await (const bytes of open())
          texts[`${folder}${name}`] = (texts[`${folder}${name}`] ?? '') + Buffer.from(bytes);
      return texts;
    };

    it('the one that has the files is read', async () => {
      const packed = await zipped({
        'export/': '',
        ...(await contents('export/')),
        '__MACOSX/export/._users.csv': 'x',
      });
      assert.equal(ids((await readAll([packed], 'students')).rows), everybody);
    });

    it('those beside files in the root are passed over', async () => {
      const packed = await zipped({ ...(await contents('')), 'logs/export.log': 'done', 'last year/users.csv': 'x' });
      assert.equal(ids((await readAll([packed], 'students')).rows), everybody);
    });

    it('files of two exports are refused', async () => {
      const packed = await zipped({ ...(await contents('may/')), ...(await contents('june/')) });
      await assert.rejects(
        readAll([packed], 'students'),
        (error) => error instanceof SyncFailure && error.code === 'ZipUnsafe',
      );
    });
  });

  describe('roster file 13: cells missing', () => {
    it('are counted in the finding, and the header too', async () => {
      const users = csv('users', smallRoster().users).replace(/(s2@.*),09,hunter2\r\n/, '$1\r\n');
      const { findings, errors } = await readAll(packageFiles(smallRoster(), { 'users.csv': users }), 'students');
      assert.deepEqual(found(findings), [['roster-row-field-count', 3, null]]);
      assert.match(findings[0]!.message, /^The row has 16 cells, but the header has 18\./);
      assert.deepEqual(errors, [{ line: 3, sourceId: 's2' }]);
    });

    it('leave no placeholder in a file of any kind', async () => {
      const short = (table: 'orgs' | 'enrollments') => `${csv(table, smallRoster()[table])}x,\r\n`;
      const files = packageFiles(smallRoster(), { 'orgs.csv': short('orgs'), 'enrollments.csv': short('enrollments') });
      for (const collection of ['schools', 'enrollments'] as const) {
        const messages = (await readAll(files, collection)).findings.map(({ message }) => message);
        assert.equal(messages.length, 1);
        assert.match(messages[0]!, /^The row has 2 cells, but the header has \d+\./);
      }
    });
  });
});
