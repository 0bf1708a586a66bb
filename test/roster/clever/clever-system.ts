import { guardianFile } from '../../../src/demo/generator/guardian-file.js';
import type { DemoDistrict } from '../../../src/demo/generator/model.js';
import type { FakeClever } from '../../fakes/clever/server.js';
import type { TestSystem } from '../../support/system.js';

/** A further district of the system, whose roster comes from the fake and whose families from the demo's file. */
export async function withClever(
  base: TestSystem,
  name: string,
  { baseUrl, tokenUrl, keys, district }: FakeClever,
  demo: DemoDistrict,
): Promise<TestSystem> {
  const system = await base.withDistrict(name);
  await system.putFile('guardians.csv', guardianFile(demo));
  await system.set({ 'roster.source': 'clever', 'roster.baseUrl': baseUrl, 'roster.tokenUrl': tokenUrl });
  await system.set({ 'roster.clientId': keys.id, 'roster.clientSecret': keys.secret });
  await system.set({ 'roster.districtId': district.id });
  return system;
}
