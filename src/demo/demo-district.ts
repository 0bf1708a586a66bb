import { Client, Connection } from '@temporalio/client';
import type { Knex } from 'knex';
import { dailySyncId } from '../contract/ids.js';
import { taskQueues } from '../contract/queues.js';
import { progress, type SyncProgress } from '../contract/requests.js';
import { openDatabase } from '../db/database.js';
import { query } from '../db/sql-files.js';
import type { RunningSystem } from '../embedded/system.js';
import { openKeyRing } from '../secrets/key-source.js';
import { addDistrict, findScope, listScopes } from '../settings/scopes.js';
import { changeSettings } from '../settings/settings.js';
import { requestSync } from '../settings/start-sync.js';
import { type DirectoryCounts, directoryCounts } from './counts.js';
import { expectedCounts, expectedFindings, generateDistrict, writeDistrict } from './generator/index.js';

/** The last line of `npm run demo -- --once`. */
export interface DemoSummary {
  run: number;
  status: string;
  counts: DirectoryCounts;
  expected: DirectoryCounts;
  findings: Record<string, number>;
}

export interface DemoOptions {
  system: Pick<RunningSystem, 'databaseUrl' | 'temporalAddress' | 'env'>;
  sftp: { port: number; root: string; password: string };
  seed: number;
  say(line: string): void;
}

const slug = 'maple-valley';
const watchMs = 300;

/** Generates the district, serves its files, runs its DailySync, and compares the result with what is known of it. */
export async function syncDemoDistrict({
  system,
  sftp,
  seed,
  say,
}: DemoOptions): Promise<{ summary: DemoSummary; matches: boolean }> {
  const district = generateDistrict({ seed });
  await writeDistrict(district, sftp.root);
  say('A district was made up: its OneRoster files and guardians.csv lie on an SFTP server of its own.');

  const db = openDatabase(system.databaseUrl, { applicationName: 'dailysync demo' });
  const connection = await Connection.connect({ address: system.temporalAddress });
  try {
    const client = new Client({ connection });
    const isNew = !(await listScopes(db)).some((scope) => scope.slug === slug);
    if (isNew) await addDistrict(db, { slug, name: district.name });
    await changeSettings(db, await openKeyRing(system.env), slug, {
      'sftp.host': '127.0.0.1',
      'sftp.port': String(sftp.port),
      'sftp.username': 'demo',
      'sftp.password': sftp.password,
      'guardians.enabled': 'true',
      'guardians.quietSeconds': '1',
    });
    say('Its DailySync starts.');
    await requestSync(db, client, taskQueues(), { scope: slug, requestedBy: 'demo' });
    await watch(client, say);
    const summary = await summarise(db, expectedCounts(district));
    // Later syncs say nothing of contacts that stayed shared.
    const findingsMatch = !isNew || compareFindings(summary.findings, expectedFindings(district), say);
    return { summary, matches: compareCounts(summary, say) && findingsMatch };
  } finally {
    await connection.close();
    await db.destroy();
  }
}

/** Says each stage as it comes, until the sync ends or needs attention. */
async function watch(client: Client, say: (line: string) => void): Promise<void> {
  const handle = client.workflow.getHandle(dailySyncId(slug));
  const ended = handle.result().then(
    () => 'ended',
    () => 'ended',
  );
  const said = new Set<string>();
  for (;;) {
    const state = await handle.query(progress).catch(() => undefined);
    for (const line of stageLines(state)) {
      if (said.has(line)) continue;
      said.add(line);
      say(line);
    }
    if (state?.status === 'needs_attention') return;
    const tick = new Promise<string>((resolve) => setTimeout(resolve, watchMs, 'tick'));
    if ((await Promise.race([ended, tick])) === 'ended') return;
  }
}

function stageLines(state: SyncProgress | undefined): string[] {
  if (!state) return [];
  return [
    ...state.stages.map(
      ({ stage, state: stageState, detail }) => `  ${stage}: ${stageState}${detail ? ` (${detail})` : ''}`,
    ),
    ...state.failures.map(({ code, message }) => `  ${code}: ${message}`),
  ];
}

async function summarise(db: Knex, expected: DirectoryCounts): Promise<DemoSummary> {
  const scope = await findScope(db, slug);
  const [run] = await query<{ run_id: number; status: string }>(
    db,
    `select run_id, status from run where district_id = :districtId and scope_id = :scopeId order by run_id desc limit 1`,
    { districtId: scope.districtId, scopeId: scope.scopeId },
  );
  const findings = await query<{ code: string; count: number }>(
    db,
    `select code, count(*) from run_finding where district_id = :districtId and run_id = :runId group by code order by code`,
    { districtId: scope.districtId, runId: run?.run_id ?? 0 },
  );
  return {
    run: run?.run_id ?? 0,
    status: run?.status ?? 'missing',
    counts: await directoryCounts(db, scope.districtId),
    expected,
    findings: Object.fromEntries(findings.map(({ code, count }) => [code, count])),
  };
}

function compareCounts({ status, counts, expected }: DemoSummary, say: (line: string) => void): boolean {
  const kinds = Object.keys(expected) as (keyof DirectoryCounts)[];
  say(`The run is ${status.replaceAll('_', ' ')}. In the directory, and as generated:`);
  for (const kind of kinds)
    say(
      `  ${kind.padEnd(14)} ${String(counts[kind]).padStart(6)} ${String(expected[kind]).padStart(6)}${counts[kind] === expected[kind] ? '' : '   differs'}`,
    );
  return status.startsWith('done') && kinds.every((kind) => counts[kind] === expected[kind]);
}

function compareFindings(
  found: Record<string, number>,
  expected: Record<string, number>,
  say: (line: string) => void,
): boolean {
  const codes = [...new Set([...Object.keys(found), ...Object.keys(expected)])].sort();
  const differing = codes.filter((code) => found[code] !== expected[code]);
  say(`In the report: ${codes.map((code) => `${found[code] ?? 0} ${code}`).join(', ')}.`);
  for (const code of differing)
    say(`  ${code}: ${found[code] ?? 0}, and ${expected[code] ?? 0} as generated   differs`);
  return differing.length === 0;
}
