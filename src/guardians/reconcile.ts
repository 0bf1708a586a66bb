import type { Knex } from 'knex';
import { stepsOf } from '../contract/parts.js';
import { refreshStatistics } from '../db/set-based.js';
import { lastRow, sqlScript } from '../db/sql-script.js';
import { finding } from '../findings/catalogue.js';
import { discardedFile } from '../holds/discarded.js';
import { holdFindings, notApplied } from '../holds/reasons.js';
import { withheldFinding } from '../removals/finding.js';
import { nothingGoesToday } from '../removals/quiet-day.js';
import type { RunContext } from '../runs/context.js';
import type { GuardianCounts } from '../runs/counts.js';
import { recordQueries } from '../runs/finding-queries.js';
import { recordFindings } from '../runs/findings.js';
import type { Held } from '../runs/held.js';
import { assertRowsAddUp, assertUsable } from './checks.js';
import { countRows, type ParsedCounts } from './counts.js';
import { endLinks } from './end-links.js';
import { settleLinkEnds } from './ends.js';
import { familyQueries } from './family-queries.js';
import { contactsChanged, householdIds, ownStudents } from './holds.js';
import { chooseValues, findUnusable, identify } from './identify.js';
import { matchRate } from './match-rate.js';
import { resolveStaged, resolveStudents } from './resolve-students.js';
import { rowQueries } from './row-queries.js';
import { farSmaller } from './smaller.js';
import { stagingTables } from './stage.js';
import { endsInDoubt } from './withhold.js';

const script = (name: string) => sqlScript(import.meta.url, `./sql/${name}.sql`);

const resolveRows =
  resolveStudents(`r.row_id, r.line, r.group_name, r.student_sis_id, nullif(r.guardian_sis_id, '') as sis_id,
  r.first_name, r.last_name, r.email, r.mobile_phone, r.home_phone, r.mobile_received, r.home_received, r.language, r.relationship, r.contact_type,
  r.name_key, r.contact_key, k.student_id is not null as usable`);
const joinNumbers = script('join-numbers');
const emptyContacts = script('empty-contacts');
const settleRows = script('settle-rows');
const protectStudents = script('protect-students');
const writeGuardians = script('write-guardians');
const writeLinks = script('write-links');
const findChangedContacts = script('changed-contacts');
const remember = script('remember');
const findReplaced = script('replaced-guardians');

export const reconcileStep = stepsOf('guardians').apply;

export interface ReconciledFile {
  name: string;
  sha256?: string;
  /** How many rows the parser read, found in error, left out (contact type) and blank. */
  parsed: ParsedCounts;
  /** It doesn't name everybody: it adds and changes, and ends nothing. */
  isPartial?: boolean;
  /** It has a column for the type of the phone, so one person may have several rows. */
  hasPhoneTypes?: boolean;
}

/**
 * Turns the staged rows of a run into guardians and links of its scope: docs/guardian-rules.md 1, 2 and 5. All
 * in the caller's transaction, under the scope's lock; nothing is written before every check has passed. Unchanged rows
 * are never written; every update, end and restoration has its row in `change`.
 *
 * @param answered the file was applied before in this run, and an admin has answered about what it withheld
 * @returns what was done; or, where a person must look at the file first, why nothing was
 * @throws SyncFailure `NoStudentKnown`, `TooManyRowsInError`, `RowsDontAddUp`
 */
export async function reconcileGuardians(
  trx: Knex.Transaction,
  run: RunContext,
  file: ReconciledFile,
  answered = false,
): Promise<GuardianCounts | Held> {
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId };
  const tables = stagingTables(run);
  await resolveStaged(trx, run, resolveRows, tables);
  const joined = file.hasPhoneTypes ? lastRow<{ joined: number }>(await joinNumbers(trx, values)).joined : 0;
  const isPartial = run.options.upload?.abandon === false || file.isPartial === true;
  if (!isPartial) await recordFindings(trx, run, reconcileStep, await farSmaller(trx, run, file));
  const ownRows = lastRow<{ own: number; rows: number }>(await emptyContacts(trx, values));
  const hasIds = await findUnusable(trx, values);
  const { students, reasons } = await matchRate(trx, run);
  const suspect = [
    ...(await discardedFile(trx, run, file.sha256)),
    ...reasons,
    ...(await householdIds(trx)),
    ...ownStudents(ownRows),
  ];
  const held = answered ? [] : await notApplied(trx, run, suspect);
  if (held.length === 0) await assertUsable(trx, file.parsed);
  await identify(trx, values, { hasIds, namesAll: !isPartial, errors: tables.errors });
  await chooseValues(trx, values, { chosen: 'chosen' });
  if (!answered) held.push(...(await notApplied(trx, run, await contactsChanged(trx, run))));
  if (held.length > 0) {
    await recordFindings(trx, run, reconcileStep, holdFindings(held, file.name));
    return { held, students };
  }
  await settleRows(trx, values);

  await protectStudents(trx, values, { errors: tables.errors });
  const quiet = nothingGoesToday(run);
  const onlyAdds = isPartial || quiet !== null;
  const doubt = onlyAdds ? null : await endsInDoubt(trx, file.parsed);
  const withheld = await settleLinkEnds(trx, run, { onlyAdds, inDoubt: doubt !== null, answered });

  await writeGuardians(trx, values);
  await writeLinks(trx, values);
  const changed = await findChangedContacts(trx, { ...values, namesAll: !isPartial });
  if (lastRow<{ has_memory: boolean }>(changed).has_memory) await remember(trx, values);
  const ended = await endLinks(trx, values);
  await findReplaced(trx, values);

  await recordQueries(trx, run, reconcileStep, file.name, [...rowQueries, ...familyQueries]);
  if (quiet) await recordFindings(trx, run, reconcileStep, [quiet]);
  if (doubt) await recordFindings(trx, run, reconcileStep, [{ ...doubt, file: file.name }]);
  if (joined > 0) {
    const details = { rows: joined };
    await recordFindings(trx, run, reconcileStep, [
      { ...finding('numbers-joined', { file: file.name }, details), details },
    ]);
  }
  const counts = await countRows(trx, { ...file.parsed, joined }, students, ended);
  if (withheld) {
    await recordFindings(trx, run, reconcileStep, [withheldFinding('guardianLinks', withheld.links, withheld.isNew)]);
    counts.guardianLinks.triedToArchive = withheld.links;
    counts.guardians.triedToArchive = withheld.guardians;
  }
  assertRowsAddUp(counts.rows);
  await refreshStatistics(trx, counts.guardianLinks.created, 'guardian_link', 'guardian');
  return counts;
}
