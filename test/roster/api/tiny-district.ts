import type { TestSystem } from '../../support/system.js';
import { type TinyServer, tinyToken } from './tiny-server.js';

/** Makes a district sync its roster from the tiny server. */
export async function useTiny({ set }: TestSystem, { url }: TinyServer): Promise<void> {
  await set({
    'guardians.enabled': 'false',
    'roster.source': 'oneroster-rest',
    'roster.baseUrl': url,
    'roster.token': tinyToken,
  });
}

export async function anotherDistrict(system: TestSystem, tiny: TinyServer, slug: string): Promise<TestSystem> {
  const other = await system.withDistrict(slug);
  await useTiny(other, tiny);
  return other;
}
