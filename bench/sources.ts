import { isDeepStrictEqual } from 'node:util';
import { query } from '../src/db/sql-files.js';
import { directoryCounts } from '../src/demo/counts.js';
import { feedStep } from '../src/roster/api/fetched.js';
import { findScope } from '../src/settings/scopes.js';
import { type LargeDistrict, largeDistrict } from './large-oneroster.js';
import { type LargeServer, startLargeServer } from './large-server.js';
import { isMainCaseRight, mainSources, oneRosterSettings } from './main-cases.js';
import { type Measured, type MeasuredSystem, startMeasuredSystem } from './measured-system.js';

/** The last line of `npm run bench -- sources --json`. */
export interface SourcesResult {
  bench: 'sources';
  students: number;
  /** Of the large district's first sync. */
  seconds: number;
  requests: number;
  /** Of all worker processes, the highest. */
  peakMb: number;
  /** A worker was killed in the middle of the reading and again in the staging, and the result was as without. */
  resumed: boolean;
  /** Whether families and accounts came out right with a roster from each. */
  sources: Record<(typeof mainSources)[number], boolean>;
}

interface Options {
  students: number;
  say(line: string): void;
}

/** A large district over OneRoster REST, undisturbed and with its worker killed; the main case of every source. */
export async function benchSources({ students, say }: Options): Promise<SourcesResult> {
  const bench = await startMeasuredSystem(say);
  try {
    const sources = {} as SourcesResult['sources'];
    for (const source of mainSources) sources[source] = await isMainCaseRight(bench, source, say);

    const size = largeDistrict(students);
    const server = await startLargeServer(students);
    try {
      const first = await syncLarge(bench, server, 'large');
      const requests = await server.requests();
      const isRight = await isAsServed(bench, 'large', size);
      say(`first: ${requests} requests, ${isRight ? 'right' : 'WRONG'}, ${JSON.stringify(first)}`);
      const killed = await syncKilled(bench, server, say);
      const resumedRequests = (await server.requests()) - requests;
      const resumed =
        isRight && killed.isDone && resumedRequests < requests * 1.5 && (await isAsServed(bench, 'killed', size));
      say(`killed in the middle: ${resumedRequests} requests, ${resumed ? 'resumed' : 'NOT resumed'}`);
      return {
        ...{ bench: 'sources', students, seconds: Math.round(first.seconds * 10) / 10, requests },
        ...{ peakMb: Math.max(first.peakMb, killed.peakMb), resumed, sources },
      };
    } finally {
      await server.stop();
    }
  } finally {
    await bench.stop();
  }
}

async function addLarge(bench: MeasuredSystem, server: LargeServer, slug: string): Promise<void> {
  const { origin, clientId, clientSecret } = server;
  await bench.addDistrict(slug, null);
  await bench.set(slug, { ...oneRosterSettings(origin, clientId, clientSecret), 'guardians.enabled': 'false' });
}

async function syncLarge(bench: MeasuredSystem, server: LargeServer, slug: string): Promise<Measured> {
  await addLarge(bench, server, slug);
  return bench.sync(slug);
}

/** Kills the worker where half of the enrollments are received, and once more where they are being staged. */
async function syncKilled(bench: MeasuredSystem, server: LargeServer, say: (line: string) => void) {
  await addLarge(bench, server, 'killed');
  const halfOfThem = await blobsOf(bench, 'large');
  const running = bench.sync('killed');
  const ended = running.then(() => true);
  let peakMb = 0;
  const killWhen = async (what: string, isThen: () => Promise<boolean>) => {
    while (!(await isThen())) {
      const isOver = await Promise.race([ended, new Promise<false>((resolve) => setTimeout(resolve, 50, false))]);
      if (isOver) throw new Error(`The sync was over before ${what}.`);
    }
    const { pid, peakMb: peak } = bench.worker();
    peakMb = Math.max(peakMb, peak);
    say(`Killing the worker while it is ${what}`);
    process.kill(pid, 'SIGKILL');
  };
  await killWhen('receiving', async () => (await blobsOf(bench, 'killed')) >= halfOfThem / 2);
  await killWhen('staging', () => isStaging(bench, 'killed'));
  const { status, peakMb: peak, seconds } = await running;
  say(`killed: ${status}, ${seconds.toFixed(1)} s`);
  return { isDone: status.startsWith('done'), peakMb: Math.max(peakMb, peak) };
}

/** Stretches of the enrollments that are stored. */
async function blobsOf({ db }: MeasuredSystem, slug: string): Promise<number> {
  const [row] = await query<{ count: number }>(
    db,
    `select count(*) from run_step s join run r using (district_id, run_id) join scope c using (district_id, scope_id)
     where c.slug = :slug and s.step = :step`,
    { slug, step: feedStep('enrollments') },
  );
  return Number(row?.count);
}

/** Students are staged, and what comes after them is being staged. */
async function isStaging({ db }: MeasuredSystem, slug: string): Promise<boolean> {
  const rows = await query(
    db,
    `select from run_step s join run r using (district_id, run_id) join scope c using (district_id, scope_id)
     where c.slug = :slug and s.step = 'stageRoster/staff'`,
    { slug },
  );
  return rows.length > 0;
}

async function isAsServed({ db }: MeasuredSystem, slug: string, size: LargeDistrict): Promise<boolean> {
  const { schools, students, staff, classrooms, enrollments } = await directoryCounts(
    db,
    (await findScope(db, slug)).districtId,
  );
  const { classes, ...same } = size;
  return isDeepStrictEqual({ schools, students, staff, classrooms, enrollments }, { ...same, classrooms: classes });
}
