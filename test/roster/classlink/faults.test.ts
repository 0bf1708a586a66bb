import assert from 'node:assert/strict';
import type { ApiContext } from '../../../src/roster/api/model.js';
import { rosterCollections } from '../../../src/roster/model.js';
import { type ClassLinkAndDistrict, classLinkBefore } from '../../fakes/classlink/before.js';
import { passing } from '../../fakes/classlink/quirks.js';
import { contextFor, readAll } from '../../fakes/classlink/reading.js';
import { planted } from '../../fakes/classlink/server.js';
import { generatedDistrict } from '../../fakes/oneroster/district.js';
import { lasting as lastingBehind, passing as passingBehind } from '../../fakes/oneroster/quirks.js';

describe('a ClassLink that behaves badly', function () {
  this.timeout(60_000);
  let fakes: ClassLinkAndDistrict;
  let calm: string;

  before(async () => {
    fakes = await classLinkBefore(generatedDistrict('1.1'));
    calm = await read();
  });
  after(() => fakes.stop());
  afterEach(() => {
    fakes.classLink.misbehave(null);
    fakes.oneRoster.misbehave(null);
    fakes.classLink.heaviest = 10_000;
  });

  /** All that is staged of it, in one text; only what was read whole counts. */
  async function read(context: ApiContext = contextFor(fakes.classLink)): Promise<string> {
    const { received, source } = await readAll(context);
    const lines: string[] = [];
    for (const collection of rosterCollections) {
      const seen = new Set<string>();
      for await (const batch of source.read(collection)) {
        assert.equal(batch.incomplete, undefined, collection);
        for (const row of batch.rows) if (!seen.has(row.sourceId)) lines.push(JSON.stringify([collection, row]));
        for (const { sourceId } of batch.rows) seen.add(sourceId);
      }
    }
    for (const feed of ['orgs', 'classes', 'users', 'enrollments']) assert.equal(received.incomplete(feed), null);
    assert.ok(lines.length > 1000);
    return lines.sort().join('\n');
  }

  const codeOf = async (context?: ApiContext): Promise<string> => {
    try {
      await read(context);
      return 'read';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  for (const [name, quirk] of Object.entries(passing)) {
    it(`gives the same with ${name}`, async () => {
      fakes.classLink.misbehave(quirk);
      assert.equal(await read(), calm);
    });
  }

  for (const [name, quirk] of Object.entries({ ...passingBehind, ...lastingBehind })) {
    // Marks are of the district's server: the proxy takes offsets.
    if (name.startsWith('marks')) continue;
    it(`gives the same where the district's server has ${name}`, async () => {
      fakes.oneRoster.misbehave(quirk);
      assert.equal(await read(), calm);
      fakes.oneRoster.misbehave(quirk);
      assert.equal(await read(contextFor(fakes.classLink, { access: 'direct' })), calm);
    });
  }

  it('gives the same in smaller pages where larger ones are too heavy (502)', async () => {
    fakes.classLink.heaviest = 150;
    fakes.classLink.asked.length = 0;
    assert.equal(await read(), calm);
    const limits = fakes.classLink.asked.map((path) => Number(/limit=(\d+)/.exec(path)?.[1] ?? 0));
    assert.deepEqual(
      limits.filter((limit) => limit > 150 && limit < 500),
      limits.filter((limit) => limit === 250),
      'halved, and halved again',
    );
  });

  it('is asked in its other form where the address has it', async () => {
    fakes.classLink.asked.length = 0;
    const baseUrl = `${fakes.classLink.baseUrl}/proxy/v1p0/{application_id}`;
    assert.equal(await read(contextFor(fakes.classLink, { baseUrl })), calm);
    const data = fakes.classLink.asked.filter((path) => path.includes('/ims/'));
    assert.deepEqual(new Set(data.map((path) => path.split('/').slice(0, 4).join('/'))), new Set(['/proxy/v1p0/57']));
  });

  it('gives no password on', async () => {
    const { received } = await readAll(contextFor(fakes.classLink));
    for await (const page of received.pages('users')) assert.ok(!JSON.stringify(page).includes(planted));
  });

  it('keeps ids byte for byte', async () => {
    const { district } = fakes.oneRoster;
    const changed = structuredClone(district);
    const student = changed.users.find(({ role }) => role === 'student')!;
    student.sourcedId = '7_1553|É%2F aB';
    fakes.oneRoster.district = changed;
    try {
      const { source } = await readAll(contextFor(fakes.classLink));
      const ids: string[] = [];
      for await (const { rows } of source.read('students')) ids.push(...rows.map(({ sourceId }) => sourceId));
      assert.ok(ids.includes('7_1553|É%2F aB'));
    } finally {
      fakes.oneRoster.district = district;
    }
  });

  it('is a clear failure where the district takes its access away in the middle', async () => {
    const tenant = fakes.classLink.tenants.find(({ tenant_id }) => tenant_id === 2)!;
    const { bearer } = tenant;
    const shut = (change: () => void) => ({
      before: (_: unknown, path: string) => {
        if (path.includes('/users')) change();
        return false;
      },
    });
    try {
      fakes.classLink.misbehave(shut(() => Object.assign(tenant, { bearer: null })));
      assert.equal(await codeOf(), 'ClassLinkAccessRevoked');
      Object.assign(tenant, { bearer });
      fakes.classLink.misbehave(shut(() => Object.assign(tenant, { enabled: 'false' })));
      assert.equal(await codeOf(), 'ClassLinkAccessRevoked');
      Object.assign(tenant, { enabled: 'true' });
    } finally {
      Object.assign(tenant, { bearer, enabled: 'true' });
    }
  });

  it('asks once more at most where the bearer stays the same, and says that access is gone', async () => {
    let refused = 0;
    fakes.classLink.misbehave({
      before: (_, path, response) => {
        if (!path.includes('/users')) return false;
        refused += 1;
        response.writeHead(401).end();
        return true;
      },
    });
    assert.equal(await codeOf(), 'ClassLinkAccessRevoked');
    assert.equal(refused, 1);
  });

  it('gives nothing where the district is gone from the list', async () => {
    const { tenants } = fakes.classLink;
    fakes.classLink.tenants = tenants.filter(({ tenant_id }) => tenant_id !== 2);
    try {
      assert.equal(await codeOf(), 'ClassLinkDistrictNotListed');
    } finally {
      fakes.classLink.tenants = tenants;
    }
  });

  it('says which part is not shared', async () => {
    fakes.oneRoster.forbidden.add('enrollments');
    try {
      assert.equal(await codeOf(), 'RosterAccessDenied');
    } finally {
      fakes.oneRoster.forbidden.clear();
    }
  });
});
