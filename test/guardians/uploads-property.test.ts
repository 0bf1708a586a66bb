import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SyncFailure } from '../../src/contract/failures.js';
import { draws, timeFor } from '../support/draws.js';
import { anyRows, asFile } from './arbitrary.js';
import { type SyncResult, type TestDistrict, useDistricts } from './harness.js';
import type { ParsedFile } from './parse.js';

const numRuns = draws(8);

describe('properties of uploads', function () {
  this.timeout(timeFor(numRuns));
  const district = useDistricts();

  async function roster(): Promise<TestDistrict> {
    const d = await district({ bare: true });
    await d.students('S1', 'S2', 'S3');
    return d;
  }

  /** A file that is refused as a whole changes nothing, which is a history too. */
  async function apply(d: TestDistrict, file: ParsedFile, upload?: { abandon: boolean }): Promise<SyncResult | null> {
    try {
      return await d.syncParsed(file, [], '', upload);
    } catch (error) {
      if (!(error instanceof SyncFailure) || error.code === 'RowsDontAddUp') throw error;
      return null;
    }
  }
  const openLinks = async (d: TestDistrict) =>
    (await d.guardians()).flatMap(({ id, students }) => students.map((student) => `${student} ${id}`));

  it('without Abandon, no link and no guardian ever ends', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows(), fc.array(anyRows(), { minLength: 1, maxLength: 2 }), async (before, files) => {
        const d = await roster();
        await apply(d, asFile(before));
        for (const rows of files) {
          const linked = await openLinks(d);
          const result = await apply(d, asFile(rows), { abandon: false });
          const ended = (result?.changes ?? []).filter(
            ({ entity, action }) => action === 'archive' && entity.startsWith('guardian'),
          );
          assert.deepEqual(ended, []);
          const now = new Set(await openLinks(d));
          assert.deepEqual(
            linked.filter((link) => !now.has(link)),
            [],
          );
        }
      }),
      { numRuns },
    );
  });

  /** Who is there, by account. Which id an account has depends on its history. */
  async function families(d: TestDistrict): Promise<string[]> {
    const byAccount = new Map<number, string[]>();
    for (const { id, account, ended, ...person } of await d.guardians()) {
      if (person.open) byAccount.set(account, [...(byAccount.get(account) ?? []), JSON.stringify(person)]);
    }
    return [...byAccount.values()].map((people) => people.sort().join()).sort();
  }

  it('applied by the next automated run too, a file comes to what it does without the upload', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows(), anyRows(), async (before, rows) => {
        const pictures: unknown[] = [];
        for (const uploads of [[], [{ abandon: false }]]) {
          const d = await roster();
          // A link that would replace a withheld one waits; not so where the upload has let it in before.
          Object.assign(d.settings.thresholdPercent, { guardianLinks: 100, guardians: 100 });
          await apply(d, asFile(before));
          for (const upload of uploads) await apply(d, asFile(rows), upload);
          await apply(d, asFile(rows));
          pictures.push(await families(d));
        }
        assert.deepEqual(pictures[1], pictures[0]);
      }),
      { numRuns },
    );
  });
});
