import type { Knex } from 'knex';
import { assignAccounts } from '../accounts/assign.js';
import type { SyncRequest } from '../contract/requests.js';
import { planForWholeTables } from '../db/set-based.js';
import { query } from '../db/sql-files.js';
import { sqlScript } from '../db/sql-script.js';
import { loadRun, type RunContext } from '../runs/context.js';
import { recordQueries } from '../runs/finding-queries.js';
import { recordFindings } from '../runs/findings.js';
import type { Scope } from '../settings/scopes.js';
import { isOtherLevel } from './enter.js';
import { gatherFindings, type Moved, movedFinding, spreadFindings } from './findings.js';
import { followEnrollments, movedCollections, placeRecords, writeRecords } from './records.js';
import { endOtherRuns } from './supersede.js';

const script = (name: string) => sqlScript(import.meta.url, `./sql/${name}.sql`);

const gatherGuardians = script('gather-guardians');
const spreadGuardians = script('spread-guardians');
const equalContacts = script('equal-contacts');
const joinKeylessAccounts = script('join-keyless-accounts');
const shareKeylessAccounts = script('share-keyless-accounts');
const writeGuardians = script('write-guardians');
const copyGuardians = script('copy-guardians');
const writeLinks = script('write-links');
const moveAttributes = script('move-attributes');
const moveWithheld = script('move-withheld');

export const levelStep = 'changeLevel';

/**
 * Before a run opens in a scope of the other level (district or schools) than those that keep people whom it covers: these
 * move to the scopes that cover them now, roster and families, under the locks of `lockForRun`. It is a run of its
 * own, so that the sync that follows can be put back without it. Nobody gets a new account by it, and what waits for an
 * answer goes along. docs/guardian-rules.md 2, "Change of level".
 *
 * @returns the run; null where nobody is to move
 */
export async function changeLevel(
  trx: Knex.Transaction,
  scope: Pick<Scope, 'districtId' | 'scopeId' | 'settings'>,
  request: Pick<SyncRequest, 'requestId' | 'requestedBy'>,
): Promise<number | null> {
  if (!(await isOtherLevel(trx, scope))) return null;
  const startedAt = new Date();
  const run = await insertLevelRun(trx, scope, request);
  const level = run.school === null ? 'district' : 'schools';
  const values = { districtId: run.districtId, runId: run.runId, districtScope: await districtScope(trx, run) };
  await planForWholeTables(trx);
  await endOtherRuns(trx, run);
  // What the links of two records said that become one would be news.
  await query(trx, 'update scope set links_remember = false where district_id = :districtId', values);
  const result = await moveEverybody(trx, run, values, level);
  await recordFindings(trx, run, levelStep, [movedFinding(level, result)]);
  await recordQueries(trx, run, levelStep, null, level === 'district' ? gatherFindings : spreadFindings);
  await query(
    trx,
    `insert into run_step (district_id, run_id, step, result, started_at)
     values (:districtId, :runId, :step, cast(:result as jsonb), :startedAt)`,
    { ...values, step: levelStep, result: JSON.stringify({ level, ...result }), startedAt },
  );
  return run.runId;
}

async function moveEverybody(
  trx: Knex.Transaction,
  run: RunContext,
  values: Record<string, number>,
  level: 'district' | 'schools',
): Promise<Moved> {
  await query(
    trx,
    `create temp table covering on commit drop as
     select scope_id, school_id from scope where district_id = :districtId and school_id is not null`,
    values,
  );
  for (const collection of movedCollections) await placeRecords(trx, values, collection, level);
  if (level === 'district') {
    await gatherGuardians(trx, values);
    await joinAccounts(trx, run, values);
    await joinKeylessAccounts(trx, values);
  } else await spreadGuardians(trx, values);

  const result: Moved = {};
  for (const collection of movedCollections) result[collection] = await writeRecords(trx, values, collection);
  await followEnrollments(trx, values);
  result.guardians = counts(await writeGuardians(trx, values));
  if (level === 'schools') await copyGuardians(trx, values);
  result.guardianLinks = counts(await writeLinks(trx, values));
  await moveAttributes(trx, values);
  await moveWithheld(trx, values);
  if (level === 'schools') {
    await shareKeylessAccounts(trx, values);
    // Copies have a role of their own, and by their contact the account of the one that they are copies of.
    await assignAccounts(trx, run);
  }
  return result;
}

/** Of two records that become one, the accounts too, by the rules for accounts whose roles have one key. */
async function joinAccounts(trx: Knex.Transaction, run: RunContext, values: Record<string, number>): Promise<void> {
  const guardians = await equalContacts(trx, values, { table: 'guardian', id: 'guardian_id', phone: 'mobile_phone' });
  const staff = await equalContacts(trx, values, { table: 'staff', id: 'staff_id', phone: 'credential_phone' });
  if ([guardians, staff].some((results) => results.at(-1)!.rows.length > 0)) await assignAccounts(trx, run);
}

async function insertLevelRun(
  trx: Knex.Transaction,
  { districtId, scopeId, settings }: Pick<Scope, 'districtId' | 'scopeId' | 'settings'>,
  { requestId, requestedBy }: Pick<SyncRequest, 'requestId' | 'requestedBy'>,
): Promise<RunContext> {
  const [row] = await query<{ run_id: number }>(
    trx,
    `insert into run (district_id, scope_id, request_id, kind, requested_by, settings, status, finished_at)
     values (:districtId, :scopeId, :requestId, 'level', :requestedBy, cast(:settings as jsonb), 'done', now())
     returning run_id`,
    { districtId, scopeId, requestId: `${requestId}/level`, requestedBy, settings: JSON.stringify(settings) },
  );
  return loadRun(trx, row!.run_id);
}

async function districtScope(trx: Knex.Transaction, { districtId }: RunContext): Promise<number> {
  const [row] = await query<{ scope_id: number }>(
    trx,
    'select scope_id from scope where district_id = :districtId and school_id is null',
    { districtId },
  );
  return row!.scope_id;
}

function counts(results: { rows: Record<string, unknown>[] }[]): { moved: number; joined: number } {
  const { moved, joined } = results.at(-1)!.rows[0]!;
  return { moved: Number(moved), joined: Number(joined) };
}
