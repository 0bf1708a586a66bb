import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { query } from '../src/db/sql-files.js';
import { directoryCounts } from '../src/demo/counts.js';
import { guardianFile } from '../src/demo/generator/guardian-file.js';
import { expectedCounts, generateDistrict } from '../src/demo/generator/index.js';
import { findScope } from '../src/settings/scopes.js';
import { classLinkBefore } from '../test/fakes/classlink/before.js';
import { demoDistrict as cleverDistrict } from '../test/fakes/clever/district.js';
import { FakeClever } from '../test/fakes/clever/server.js';
import { key } from '../test/fakes/oneroster/auth.js';
import { demoDistrict as oneRosterDistrict } from '../test/fakes/oneroster/district.js';
import { FakeOneRoster } from '../test/fakes/oneroster/server.js';
import type { MeasuredSystem } from './measured-system.js';

export const mainSources = ['clever', 'classlink', 'oneroster'] as const;
type MainSource = (typeof mainSources)[number];

interface Server {
  /** What DailySync is set to, to read from it. */
  settings: Record<string, string>;
  /** Requests that it has answered. */
  asked(): number;
  stop(): Promise<void>;
}

const demo = generateDistrict({ seed: 7 });

const servers: Record<MainSource, () => Promise<Server>> = {
  clever: async () => {
    const fake = await FakeClever.start(cleverDistrict(demo));
    return {
      settings: {
        ...{ 'roster.source': 'clever', 'roster.baseUrl': fake.baseUrl, 'roster.tokenUrl': fake.tokenUrl },
        ...{ 'roster.districtId': demo.id, 'roster.clientId': fake.keys.id, 'roster.clientSecret': fake.keys.secret },
      },
      asked: () => fake.asked.length,
      stop: () => fake.stop(),
    };
  },
  classlink: async () => {
    const { classLink, stop } = await classLinkBefore(oneRosterDistrict(demo, '1.1'));
    return {
      settings: {
        ...{ 'roster.source': 'classlink', 'roster.baseUrl': classLink.baseUrl },
        ...{ 'roster.token': classLink.key, 'roster.districtId': '2' },
      },
      asked: () => classLink.asked.length,
      stop,
    };
  },
  oneroster: async () => {
    const fake = await FakeOneRoster.start(oneRosterDistrict(demo, '1.1'));
    return {
      settings: oneRosterSettings(fake.origin, key.id, key.secret),
      asked: () => fake.asked.length,
      stop: () => fake.stop(),
    };
  },
};

export function oneRosterSettings(origin: string, clientId: string, clientSecret: string): Record<string, string> {
  return {
    ...{ 'roster.source': 'oneroster-rest', 'roster.baseUrl': origin, 'roster.auth': 'oauth1-sha256' },
    ...{ 'roster.clientId': clientId, 'roster.clientSecret': clientSecret },
  };
}

/**
 * Students, classrooms and staff from the source's fake, guardians from guardians.csv over SFTP, in one sync.
 *
 * @returns whether the directory, its families and accounts came out as the generator knows them, and a second sync
 *   changed nothing
 */
export async function isMainCaseRight(
  bench: MeasuredSystem,
  source: MainSource,
  say: (line: string) => void,
): Promise<boolean> {
  const slug = `main-${source}`;
  const server = await servers[source]();
  try {
    mkdirSync(path.join(bench.files, slug));
    await writeFile(path.join(bench.files, slug, 'guardians.csv'), guardianFile(demo));
    await bench.addDistrict(slug, null);
    await bench.set(slug, { 'sftp.path': `/${slug}`, ...server.settings });
    const first = await bench.sync(slug);
    const asked = server.asked();
    const second = await bench.sync(slug);
    const counts = await directoryCounts(bench.db, (await findScope(bench.db, slug)).districtId);
    const changes = await query(bench.db, 'select from change where run_id = :runId', { runId: second.runId });
    const isRight =
      [first, second].every(({ status }) => status.startsWith('done')) &&
      asked > 0 &&
      changes.length === 0 &&
      isDeepStrictEqual(counts, expectedCounts(demo));
    say(`${source}: ${isRight ? 'right' : 'WRONG'}, ${first.seconds.toFixed(1)} s, ${JSON.stringify(counts)}`);
    return isRight;
  } finally {
    await server.stop();
  }
}
