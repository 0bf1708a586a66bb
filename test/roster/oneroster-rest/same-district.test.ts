import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import type { StoredFile } from '../../../src/archives/stored-file.js';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { oneRosterFiles } from '../../../src/demo/generator/oneroster-files.js';
import type { FamilyRow } from '../../../src/roster/guardians/model.js';
import type { RosterSource } from '../../../src/roster/model.js';
import { openOneRosterCsv } from '../../../src/roster/oneroster/csv/source.js';
import { oneRosterRest } from '../../../src/roster/oneroster/rest/source.js';
import {
  generatedDistrict,
  type OneRosterDistrict,
  referenceDistrict,
  type Version,
} from '../../fakes/oneroster/district.js';
import { lasting, passing, type Quirk } from '../../fakes/oneroster/quirks.js';
import { contextFor, readAll } from '../../fakes/oneroster/reading.js';
import { FakeOneRoster } from '../../fakes/oneroster/server.js';
import { createTestDatabase } from '../../support/database.js';
import { firstDifference, stableExport } from '../../support/export.js';
import { referenceFile } from '../../support/reference.js';
import { syncFrom } from '../clever/night.js';
import { memoryFile, memoryRoles } from '../files.js';
import { type Synced, TestScope } from '../scope.js';

const zip = referenceFile('derived-demo-district', 'oneroster-csv-1.1-bulk.zip');

const districts = {
  'the generated district': {
    files: () => [...oneRosterFiles(generateDistrict({ seed: 1 }))].map(([name, text]) => memoryFile(name, text)),
    rest: generatedDistrict,
  },
  'the derived demo district (skipped without REFERENCE_DIR)': zip
    ? {
        files: () => [memoryFile('Demo export.zip', readFileSync(zip))],
        rest: (version: Version) => referenceDistrict(version) as OneRosterDistrict,
      }
    : null,
};

const fakes: FakeOneRoster[] = [];

async function serverOf(district: OneRosterDistrict): Promise<FakeOneRoster> {
  const fake = await FakeOneRoster.start(district);
  fakes.push(fake);
  return fake;
}

async function sourceOf(fake: FakeOneRoster): Promise<RosterSource> {
  const context = contextFor(fake);
  return oneRosterRest.open(await readAll(context), context.settings);
}

/** By id, without lines. */
async function familiesOf(source: RosterSource): Promise<FamilyRow[]> {
  const families: FamilyRow[] = [];
  for await (const { rows } of source.guardians!()) families.push(...rows.map((row) => ({ ...row, line: null })));
  return families.sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1));
}

const assertUnchanged = ({ changes, counts, held }: Synced) => {
  assert.deepEqual([changes, held], [[], []]);
  for (const kind of Object.values(counts)) assert.equal(kind.unchanged, kind.read);
};
const reads = ({ counts }: Synced) => Object.entries(counts).map(([kind, { read }]) => [kind, read]);

for (const [name, district] of Object.entries(districts)) {
  (district ? describe : describe.skip)(`OneRoster REST: ${name}`, function () {
    this.timeout(120_000);
    let db: Knex;
    let drop: () => Promise<void>;
    let fromFiles: string;
    let files: StoredFile[];

    before(async () => {
      ({ db, drop } = await createTestDatabase());
      files = district!.files();
      await (await TestScope.district(db, 'files')).sync(files);
      fromFiles = await stableExport({ db, scope: 'files' });
    });
    afterEach(() => Promise.all(fakes.splice(0).map((fake) => fake.stop())));
    after(() => drop());

    for (const version of ['1.1', '1.2'] as const) {
      it(`gives the same export as ${version} as its files do; a second sync, and one of the files, changes nothing`, async () => {
        const slug = `rest-${version.replace('.', '')}`;
        const scope = await TestScope.district(db, slug);
        const fake = await serverOf(district!.rest(version));
        const first = await syncFrom(scope, await sourceOf(fake));
        assert.equal(firstDifference(await stableExport({ db, scope: slug }), fromFiles), null);
        const second = await syncFrom(scope, await sourceOf(fake));
        assertUnchanged(second);
        assert.deepEqual([reads(second), second.findings], [reads(first), first.findings]);
        assertUnchanged(await syncFrom(scope, await openOneRosterCsv(files, memoryRoles())));
      });

      it(`names the same guardians and links as ${version} as its files do`, async () => {
        const told = await familiesOf(await openOneRosterCsv(district!.files(), memoryRoles()));
        const rest = await familiesOf(await sourceOf(await serverOf(district!.rest(version))));
        assert.deepEqual(rest, told);
        assert.equal(rest.length > 1000, name.startsWith('the derived'));
      });
    }
  });
}

describe('OneRoster REST: how servers behave', function () {
  this.timeout(120_000);
  let db: Knex;
  let drop: () => Promise<void>;
  let scope: TestScope;
  let first: Synced;
  let fake: FakeOneRoster;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
    fake = await FakeOneRoster.start(generatedDistrict('1.1'));
    scope = await TestScope.district(db, 'faults');
    first = await syncFrom(scope, await sourceOf(fake));
    assert.equal(first.counts.enrollments.created > 5000, true);
  });
  after(async () => {
    await fake.stop();
    await drop();
  });

  /** The whole was read, and it is as before. */
  const comesToTheSame = async (server: FakeOneRoster) => {
    const night = await syncFrom(scope, await sourceOf(server));
    assertUnchanged(night);
    assert.deepEqual([reads(night), night.findings], [reads(first), first.findings]);
  };

  const oddities: Record<string, (server: FakeOneRoster) => void> = {
    'few records a page, neither counts nor links': (server) =>
      Object.assign(server, { clamp: 300, countGiven: false, linksGiven: false }),
    'booleans as values': (server) => Object.assign(server, { booleans: 'values' }),
    'booleans as numbers': (server) => Object.assign(server, { booleans: 'numbers' }),
    'no sorting': (server) => Object.assign(server, { sorts: 'refuses' }),
    'sorting within each page alone': (server) => Object.assign(server, { sorts: 'each page' }),
    'SHA-1': (server) => Object.assign(server, { auth: 'oauth1-sha1' }),
    'OAuth 2': (server) => Object.assign(server, { auth: 'oauth2' }),
  };
  for (const [name, behave] of Object.entries(oddities)) {
    it(`come to the same with ${name}`, async () => {
      const server = await serverOf(generatedDistrict('1.1'));
      behave(server);
      await comesToTheSame(server);
    });
  }
  afterEach(() => Promise.all(fakes.splice(0).map((each) => each.stop())));

  const quirks: [string, Quirk][] = Object.entries({ ...passing, ...lasting });
  for (const [name, quirk] of quirks) {
    it(`come to the same with ${name}`, async () => {
      const server = await serverOf(generatedDistrict('1.2'));
      server.auth = 'oauth2';
      server.misbehave(quirk);
      await comesToTheSame(server);
    });
  }
});
