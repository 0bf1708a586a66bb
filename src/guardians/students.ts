import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { sqlScript } from '../db/sql-script.js';
import type { RunContext } from '../runs/context.js';
import { type FamilyCounts, noCounts } from '../runs/counts.js';
import { syncsGuardians } from '../settings/sync-settings.js';
import { endLinks } from './end-links.js';

const findLinks = sqlScript(import.meta.url, './sql/follow-students.sql');

/**
 * To be called after a roster: links of archived students end with them. In a scope without guardian sync those that so
 * ended are open again at once when the student is back; with one, the next file that names them restores them.
 * docs/guardian-rules.md 2.
 *
 * @returns what became of links and guardians; null: nothing
 */
export async function followStudents(trx: Knex.Transaction, run: RunContext): Promise<FamilyCounts | null> {
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId };
  const [, links, guardians, ending] = await findLinks(trx, { ...values, restore: !syncsGuardians(run.settings) });
  const restored = { links: Number(links?.rows[0]?.count), guardians: Number(guardians?.rows[0]?.count) };
  const ended = Number(ending?.rows[0]?.count) > 0 ? await endLinks(trx, values) : { links: 0, guardians: 0 };
  await trx.raw('drop table ending_link');
  if (ended.links + restored.links === 0) return null;
  const [open] = await query<{ links: number; guardians: number }>(
    trx,
    `select
       (select count(*) from guardian_link
        where district_id = :districtId and scope_id = :scopeId and archived_at is null) as links,
       (select count(*) from guardian
        where district_id = :districtId and scope_id = :scopeId and archived_at is null) as guardians`,
    values,
  );
  const counts = (kind: 'links' | 'guardians') => ({
    ...noCounts,
    unchanged: open![kind] - restored[kind],
    restored: restored[kind],
    archived: ended[kind],
  });
  return { guardians: counts('guardians'), guardianLinks: counts('links') };
}
