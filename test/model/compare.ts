/** Applies histories of one plan to the model and to the real SQL, and compares after every run. */
import { isDeepStrictEqual } from 'node:util';
import type { Knex } from 'knex';
import type { RunContext } from '../../src/runs/context.js';
import { firstStudents, type History, isScope, type Night, type Plan, type Scope, studentsOf } from './histories.js';
import { Model } from './model.js';
import { type Picture, pictureOf } from './pictures.js';
import { SideBySide } from './side-by-side.js';

export interface Difference {
  /** Index of the history. */
  history: number;
  night: number;
  what: string;
  /** As the model has it; where the database was asked again, as it was before. */
  model: Picture;
  sql: Picture;
}

let districts = 0;

/** @returns the first night's differences; after one the two sides have nothing in common */
export async function differences(db: Knex, plan: Plan, histories: readonly History[]): Promise<Difference[]> {
  districts += 1;
  const real = await SideBySide.create(db, `histories-${districts}`, histories.length);
  const models = histories.map(() => newModel());
  for (const [night, steps] of plan.entries()) {
    const scopes = steps.filter(isScope);
    const nights = histories.map((history) => history[night]!);
    await real.roster(nights);
    for (const [i, model] of models.entries()) roster(model, nights[i]!);
    const before = models.map((model) => model.snapshot());
    const runs = await syncs(real, models, nights, scopes);
    // Thousands of histories lie side by side in the end: without statistics the pictures take minutes.
    if (night === 0) await db.raw('analyze guardian, guardian_link, staff, student, account, role, change');
    const stored = await real.pictures();
    const found = compare(models, stored, night, 'the first run');
    if (found.length > 0) return found;
    if (steps.includes('revert')) {
      await real.revert(scopes[0]!, runs[0]!);
      for (const [i, model] of models.entries()) model.revert(before[i]!);
      const different = compare(models, await real.pictures(), night, 'the revert');
      if (different.length > 0) return different;
      continue;
    }
    const versions = await real.versions();
    await syncs(real, models, nights, scopes);
    const wrote = (await real.versions()) !== versions;
    const after = wrote ? await real.pictures() : stored;
    const again = [
      ...compare(models, after, night, 'the same files again'),
      ...differing(stored, after, night, 'the same files again, which changed something'),
    ];
    if (again.length > 0) return again;
    if (wrote && isDeepStrictEqual(stored, after)) {
      throw new Error(`The same files again wrote what was there, in night ${night + 1} of ${JSON.stringify(plan)}.`);
    }
    await real.claim(nights.flatMap(({ claim }, i) => claimed(models[i]!, claim, after[i]!.accountIds)));
  }
  return [];
}

async function syncs(real: SideBySide, models: Model[], nights: Night[], scopes: Scope[]): Promise<RunContext[]> {
  const runs: RunContext[] = [];
  for (const scope of scopes) {
    const files = nights.map((night) => night.files[scope]!);
    runs.push(await real.file(scope, files));
    for (const [i, file] of files.entries()) models[i]!.sync(scope, file);
  }
  if (scopes.length === 0) await real.accounts();
  for (const run of runs) await real.accounts(run);
  for (const model of models) model.assignAccounts();
  return runs;
}

function newModel(): Model {
  const model = new Model();
  for (const id of firstStudents) setStudent(model, id, true);
  return model;
}

function setStudent(model: Model, id: string, active: boolean): void {
  model.students.set(id, { scope: studentsOf.a.includes(id) ? 'a' : 'b', active });
}

function roster(model: Model, night: Night): void {
  for (const { id, active } of night.students) setStudent(model, id, active);
  for (const { id, contact } of night.staff) {
    const known = model.staff.get(id);
    if (known) Object.assign(known, contact, { open: contact !== null });
    else if (contact) model.staff.set(id, { ...contact, sisId: id, open: true });
  }
}

/** Claims one of the open accounts. @returns its id */
function claimed(model: Model, claim: number | null, ids: number[]): number[] {
  const open = model.accounts.filter((account) => account.open);
  const account = claim === null ? undefined : open[claim % open.length];
  if (!account) return [];
  account.claimed = true;
  return [ids[model.accounts.indexOf(account)]!];
}

function compare(models: Model[], stored: { picture: Picture }[], night: number, what: string): Difference[] {
  return differing(
    models.map((model) => ({ picture: pictureOf(model) })),
    stored,
    night,
    what,
  );
}

function differing(
  expected: { picture: Picture }[],
  stored: { picture: Picture }[],
  night: number,
  what: string,
): Difference[] {
  return expected.flatMap(({ picture: model }, history) => {
    const sql = stored[history]!.picture;
    return isDeepStrictEqual(model, sql) ? [] : [{ history, night, what, model, sql }];
  });
}
