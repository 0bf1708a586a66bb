/** One draw: a small district of its own, which gets a file that says of one person what is another's. */
import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { assignAccounts } from '../../../src/accounts/assign.js';
import { SyncFailure } from '../../../src/contract/failures.js';
import { lockDistrict, lockScope } from '../../../src/db/locks.js';
import { query } from '../../../src/db/sql-files.js';
import type { Person } from '../../../src/demo/generator/model.js';
import { seeded } from '../../../src/demo/generator/random.js';
import { reconcileGuardians } from '../../../src/guardians/reconcile.js';
import { createGuardianStaging, dropGuardianStaging, stageGuardianRows } from '../../../src/guardians/stage.js';
import { recordFindings } from '../../../src/runs/findings.js';
import { isHeld } from '../../../src/runs/held.js';
import { applyWhateverLooksWrong, TestDistrict } from '../harness.js';
import { parseFile } from '../parse.js';
import { csv, type Row } from '../rows.js';
import type { Damage } from './damage.js';
import { columns, makePeople, type People, studentEmail } from './people.js';
import { sharing } from './sharing.js';

export type Outcome = 'held' | 'dropped' | 'applied';

let made = 0;

/**
 * A good file first or none, then the damaged one, and the good one again.
 *
 * @param holds what is held: what the settings say, or nothing, as if an admin had applied worse before
 * @returns what became of the damaged file, and who shared what after any of them
 */
export async function drawn(db: Knex, seed: number, damage: Damage, holds: 'as set' | 'nothing') {
  const random = seeded(seed);
  const people = makePeople(random);
  const district = await newDistrict(db, people, holds);
  const good = people.rows.map(({ cells }) => cells);
  const files = new Map<number, Person[]>();
  const sync = async (rows: Row[]): Promise<Outcome> => {
    const { runId, outcome } = await night(district, csv(rows, [...columns]));
    files.set(
      runId,
      people.rows.map(({ person }) => person),
    );
    return outcome;
  };
  if (random.chance(0.5)) {
    await sync(good);
    assert.deepEqual(await sharing(district, files, people.teachers), [], `seed ${seed}: a good file`);
  }
  const damaged = damage(people.rows, random);
  const look = () => sharing(district, files, people.teachers, saidToBeOne(damaged, people));
  const outcome = await sync(damaged);
  const shared = await look();
  if (outcome !== 'applied') return { outcome, shared };
  await sync(good);
  return { outcome, shared: [...shared, ...(await look())] };
}

/** Whom a file gives the ID and full name of another, as that other. */
function saidToBeOne(file: readonly Row[], { rows }: People): Map<Person, Person> {
  const firsts = new Map<string, Person>();
  const one = new Map<Person, Person>();
  for (const [i, { guardianSisId, firstName, lastName }] of file.entries()) {
    if (guardianSisId === '') continue;
    const { person } = rows[i]!;
    const said = JSON.stringify([guardianSisId, `${firstName} ${lastName}`.trim().toLowerCase()]);
    const first = firsts.get(said);
    if (first) one.set(person, one.get(first) ?? first);
    else firsts.set(said, person);
  }
  return one;
}

/** As the steps of a run do it, in one transaction. */
async function night(district: TestDistrict, file: string): Promise<{ runId: number; outcome: Outcome }> {
  const { batches, counts, findings } = parseFile(new TextEncoder().encode(file));
  const run = await district.openRun();
  try {
    const outcome = await district.db.transaction(async (trx): Promise<Outcome> => {
      await lockScope(trx, run.districtId, run.scopeId);
      await createGuardianStaging(trx, run);
      for (const [batch, { rows, errorRows }] of batches.entries())
        await stageGuardianRows(trx, run, batch, rows, errorRows);
      await recordFindings(trx, run, 'parseGuardianBatch', findings);
      const result = await reconcileGuardians(trx, run, { name: 'guardians.csv', parsed: counts });
      await dropGuardianStaging(trx, run);
      if (isHeld(result)) return 'held';
      await lockDistrict(trx, run.districtId);
      await assignAccounts(trx, run);
      return 'applied';
    });
    return { runId: run.runId, outcome };
  } catch (error) {
    if (error instanceof SyncFailure) return { runId: run.runId, outcome: 'dropped' };
    throw error;
  }
}

async function newDistrict(
  db: Knex,
  { students, teachers }: People,
  holds: 'as set' | 'nothing',
): Promise<TestDistrict> {
  made += 1;
  const district = await TestDistrict.create(db, `adversarial-${made}`);
  const ids = { districtId: district.districtId, scopeId: district.scopeId };
  const { runId } = await district.openRun();
  const list = JSON.stringify(students.map((student) => ({ ...student, email: studentEmail(student) })));
  await query(
    db,
    `insert into student (district_id, scope_id, source_id, sis_id, first_name, last_name, email, created_run, source_run)
     select :districtId, :scopeId, 'src-' || id, id, "firstName", "lastName", email, :runId, :runId
     from json_to_recordset(cast(:list as json)) as s (id text, "firstName" text, "lastName" text, email text)`,
    { ...ids, runId, list },
  );
  for (const [i, { firstName, lastName, email, mobile }] of teachers.entries())
    await district.teacher(`T${i}`, firstName, lastName, email, mobile === '' ? '' : `+1${mobile}`);
  if (holds === 'nothing') await applyWhateverLooksWrong(district, runId, reasons);
  return district;
}

const reasons = ['match-rate', 'contacts-changed', 'household-ids', 'own-students'];
