import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { addedUp, type EntityCounts, type GuardianCounts, type GuardianRowCounts, noCounts } from '../runs/counts.js';

/** What the parser counted over the whole file. */
export type ParsedCounts = Pick<GuardianRowCounts, 'read' | 'error' | 'leftOut' | 'blank'>;

/** What the reconcile did, from its working tables: of each kind what its changes say, also of guardians whom no row names. */
export async function countRows(
  trx: Knex.Transaction,
  parsed: ParsedCounts & { joined: number },
  students: GuardianCounts['students'],
  ended: { links: number; guardians: number },
): Promise<GuardianCounts> {
  const [n] = await query<Record<string, number>>(
    trx,
    `select l.links,
       l.links_touched + (
         select count(*) from link_row l join guardian_change g using (guardian_id) where not l.changes) as applied,
       (select count(*) from duplicate_row) as duplicate,
       (select count(*) from file_row join shared_id using (sis_id)) as shared,
       (select count(*) from skipped_row) as skipped,
       (select count(*) from waiting_link) as waiting,
       c.guardians,
       c.guardians_created,
       (select count(*) from guardian_change where is_restored and is_made_now is not true) as guardians_restored,
       c.guardians_created + (select count(*) from guardian_change
         where line is not null and is_made_now is not true) as guardians_touched,
       (select count(*) from guardian_change where line is null) as ids_lost,
       l.links_created,
       l.links_restored,
       l.links_touched
     from (
       select count(*) as links, count(*) filter (where changes) as links_touched,
         count(*) filter (where is_new) as links_created, count(*) filter (where changes and was_ended) as links_restored
       from link_row
     ) as l, (
       select count(*) as guardians, count(*) filter (where is_new) as guardians_created from chosen
     ) as c`,
  );
  const count = (name: string) => n?.[name] ?? 0;
  return {
    rows: {
      read: parsed.read,
      applied: count('applied'),
      unchanged: count('links') - count('applied'),
      skipped: count('skipped') + count('waiting'),
      error: parsed.error + count('shared'),
      duplicate: count('duplicate') + parsed.joined,
      leftOut: parsed.leftOut,
      blank: parsed.blank,
    },
    guardians: {
      ...noCounts,
      read: count('guardians'),
      created: count('guardians_created'),
      restored: count('guardians_restored'),
      updated:
        count('guardians_touched') - count('guardians_created') - count('guardians_restored') + count('ids_lost'),
      unchanged: count('guardians') - count('guardians_touched'),
      archived: ended.guardians,
    },
    guardianLinks: {
      ...noCounts,
      read: count('links'),
      created: count('links_created'),
      restored: count('links_restored'),
      updated: count('links_touched') - count('links_created') - count('links_restored'),
      unchanged: count('links') - count('links_touched'),
      skipped: count('skipped') + count('waiting'),
      archived: ended.links,
    },
    students,
  };
}

/** Of the next run, to which nothing is new. */
export function unchangedCounts({ rows, guardians, guardianLinks, students }: GuardianCounts): GuardianCounts {
  const unchanged = ({ read, created, updated, restored, unchanged, skipped }: EntityCounts): EntityCounts => ({
    ...noCounts,
    read,
    skipped,
    unchanged: unchanged + created + updated + restored,
  });
  return {
    rows: { ...rows, applied: 0, unchanged: rows.unchanged + rows.applied },
    guardians: unchanged(guardians),
    guardianLinks: unchanged(guardianLinks),
    students,
  };
}

/** The file was reconciled twice in one run, the second time with an answer. A row applied then is unchanged now. */
export function addGuardianCounts(first: GuardianCounts, second: GuardianCounts): GuardianCounts {
  const guardians = addedUp(first.guardians, second.guardians);
  // Guardians whose id went to another were updated though no row names them: the second time they are not read.
  const { read, created, updated, restored, unchanged } = first.guardians;
  guardians.unchanged += created + updated + restored + unchanged - read;
  return {
    ...second,
    rows: {
      ...second.rows,
      applied: first.rows.applied + second.rows.applied,
      unchanged: second.rows.unchanged - first.rows.applied,
    },
    guardians,
    guardianLinks: addedUp(first.guardianLinks, second.guardianLinks),
  };
}
