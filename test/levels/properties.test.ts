import assert from 'node:assert/strict';
import fc from 'fast-check';
import { query } from '../../src/db/sql-files.js';
import { csv, type Row, type TestDistrict, useDistricts } from '../guardians/harness.js';
import { draws, timeFor } from '../support/draws.js';
import { addStudents, broken, goOverTo, openLinks } from './support.js';

const numRuns = draws(4);

const columns = ['studentSisId', 'guardianSisId', 'firstName', 'lastName', 'email', 'mobilePhone'];
const people: Row[] = [
  { guardianSisId: 'G1', firstName: 'Mia', email: 'mia@x.org' },
  { guardianSisId: 'G2', firstName: 'Ben', email: 'ben@x.org', mobilePhone: '+12125550101' },
  { guardianSisId: 'G3', firstName: 'Ana', mobilePhone: '+12125550102' },
  { guardianSisId: '', firstName: 'Leo', email: 'leo@x.org' },
  { guardianSisId: '', firstName: 'Eva', email: 'eva@x.org' },
  // Without any contact.
  { guardianSisId: 'G4', firstName: 'Una' },
  { guardianSisId: '', firstName: 'Ida' },
  // Two people who share the first one's contact in full: one account.
  { guardianSisId: 'G9', firstName: 'Mia', email: 'mia@x.org' },
];
/** Students of one school or of both. */
const students = { a: ['A1', 'A2', 'AB'], b: ['B1', 'B2', 'AB'] };

const linksOf = (ids: string[]) =>
  fc.uniqueArray(fc.record({ student: fc.constantFrom(...ids), person: fc.nat(people.length - 1) }), {
    selector: ({ student, person }) => `${student} ${person}`,
    minLength: 1,
    maxLength: 8,
  });
const rowsOf = (links: { student: string; person: number }[]): Row[] =>
  links.map(({ student, person }) => ({ studentSisId: student, lastName: 'Lopez', ...people[person] }));
const nights = fc.array(fc.record({ a: linksOf(students.a), b: linksOf(students.b) }), { minLength: 1, maxLength: 3 });

describe('properties of a change of level', function () {
  this.timeout(timeFor(numRuns));
  const district = useDistricts();

  /** Schools synced for some nights; the thresholds out of the way. */
  async function schools(history: readonly { a: Parameters<typeof rowsOf>[0]; b: Parameters<typeof rowsOf>[0] }[]) {
    const d = await district({ bare: true });
    const [a, b] = [await d.school('a'), await d.school('b')];
    await addStudents(a, [a], ...students.a);
    await addStudents(b, [b], ...students.b);
    for (const scope of [d, a, b]) scope.settings.thresholdPercent.guardianLinks = 100;
    for (const scope of [d, a, b]) scope.settings.thresholdPercent.guardians = 100;
    for (const night of history) {
      await a.sync(csv(rowsOf(night.a), columns));
      await b.sync(csv(rowsOf(night.b), columns));
    }
    return { d, a, b };
  }

  /** Who without any contact has one account in each school becomes one person with one of them: the others point to it. */
  const whoIn = async (d: TestDistrict) => {
    const into = new Map((await d.accounts()).map(({ id, mergedInto }) => [id, mergedInto]));
    const at = (id: number | null): number | null => {
      const next = id === null ? null : into.get(id);
      return next ? at(next) : id;
    };
    return (links: Awaited<ReturnType<typeof openLinks>>) =>
      [...new Set(links.map(({ student, guardian, account }) => `${student} ${guardian} ${at(account)}`))].sort();
  };
  /** Of every account that is open: its id and what it shows. */
  const open = async (d: TestDistrict) =>
    (await d.accounts()).filter((account) => account.open).map(({ id, name }) => ({ id, name }));
  /** Those with a contact: the others may become one. */
  const reached = async (d: TestDistrict) =>
    (await d.accounts())
      .filter((account) => account.open && `${account.email}${account.phone}` !== '')
      .map(({ id, name }) => ({ id, name }));

  it('keeps every link and every account, there and back; nobody is there twice; a second call changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(nights, async (history) => {
        const { d, a, b } = await schools(history);
        const [links, accounts] = [await openLinks(d), await reached(d)];
        const ever = (await d.accounts()).length;
        for (let round = 0; round < 2; round += 1) {
          for (const to of [d, round === 0 ? b : a]) {
            assert.notEqual(await goOverTo(to), null);
            await d.assignAccounts();
            const who = await whoIn(d);
            assert.deepEqual(who(await openLinks(d)), who(links));
            assert.deepEqual(await reached(d), accounts);
            assert.equal((await d.accounts()).length, ever, 'nobody gets a new account');
            assert.deepEqual(await broken(d), {});
            const versions = await d.versions();
            assert.equal(await goOverTo(to), null);
            assert.equal(await d.versions(), versions);
          }
        }
      }),
      { numRuns, endOnFailure: true },
    );
  });

  it("leaves what the new level's own file would say: that file writes nothing but which rows it came from", async () => {
    await fc.assert(
      fc.asyncProperty(nights, async (history) => {
        const { d } = await schools(history);
        const last = history.at(-1)!;
        await goOverTo(d);
        await d.assignAccounts();
        const rows = [...rowsOf(last.a), ...rowsOf(last.b)];
        const accounts = await open(d);
        const { counts, changes } = await d.sync(csv(rows, columns));
        assert.deepEqual(
          [counts.guardians.created, counts.guardianLinks.created, counts.guardianLinks.archived],
          [0, 0, 0],
          JSON.stringify(changes),
        );
        assert.deepEqual(await open(d), accounts);
        assert.deepEqual(await broken(d), {});
      }),
      { numRuns, endOnFailure: true },
    );
  });

  it('is in the audit, with what each record was before', async () => {
    await fc.assert(
      fc.asyncProperty(nights, async (history) => {
        const { d } = await schools(history);
        const scopes = () =>
          query(
            d.db,
            `select guardian_id, scope_id, sis_id, archived_at from guardian where district_id = :id order by 1`,
            { id: d.districtId },
          );
        const before = await scopes();
        const runId = await goOverTo(d);
        const images = await query<{ id: number; before: Record<string, unknown> }>(
          d.db,
          `select entity_id as id, before from change where run_id = :runId and entity = 'guardian' order by change_id desc`,
          { runId },
        );
        const restored = (await scopes()) as Record<string, unknown>[];
        for (const { id, before: image } of images) {
          const record = restored.find(({ guardian_id }) => guardian_id === id)!;
          for (const column of ['scope_id', 'sis_id', 'archived_at'])
            if (column in image) record[column] = image[column];
        }
        assert.deepEqual(restored, before);
      }),
      { numRuns: Math.ceil(numRuns / 3) },
    );
  });
});
