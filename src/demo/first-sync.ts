import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { requestSync } from '../requests/start-sync.js';
import { findScope } from '../settings/scopes.js';
import { type DirectoryCounts, directoryCounts } from './counts.js';
import { expectedCounts, expectedFindings } from './generator/index.js';
import type { DemoSession } from './session.js';
import { watchSync } from './watch.js';

/** The last line of `npm run demo -- --once`. */
export interface DemoSummary {
  run: number;
  status: string;
  counts: DirectoryCounts;
  expected: DirectoryCounts;
  findings: Record<string, number>;
}

/** Runs the district's DailySync and compares the result with what is known of it. */
export async function firstSync(session: DemoSession): Promise<{ summary: DemoSummary; matches: boolean }> {
  const { db, client, queues, district, say } = session;
  say('Its DailySync starts.');
  await requestSync(db, client, queues, { scope: session.scope, requestedBy: 'demo' });
  await watchSync(client, session.scope, say);
  const summary = await summarise(db, session.scope, expectedCounts(district));
  // Later syncs say nothing of contacts that stayed shared.
  const findingsMatch = !session.isNew || compareFindings(summary.findings, expectedFindings(district), say);
  return { summary, matches: compareCounts(summary, say) && findingsMatch };
}

async function summarise(db: Knex, slug: string, expected: DirectoryCounts): Promise<DemoSummary> {
  const scope = await findScope(db, slug);
  const [run] = await query<{ run_id: number; status: string }>(
    db,
    `select run_id, status from run where district_id = :districtId and scope_id = :scopeId and kind <> 'preview'
     order by run_id desc limit 1`,
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
