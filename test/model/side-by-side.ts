/**
 * Many histories of one plan side by side in one real district: their ids, emails and phones are made their own, so
 * that they never meet, and one file holds the rows of all. What counts over a whole file (holds, thresholds, rows in
 * doubt) is kept out of the way.
 */
import type { Knex } from 'knex';
import { assignAccounts } from '../../src/accounts/assign.js';
import { SyncFailure } from '../../src/contract/failures.js';
import { lockDistrict, lockScope } from '../../src/db/locks.js';
import { query } from '../../src/db/sql-files.js';
import type { GuardianRow } from '../../src/guardian-file/index.js';
import { reconcileGuardians } from '../../src/guardians/reconcile.js';
import { createGuardianStaging, dropGuardianStaging, stageGuardianRows } from '../../src/guardians/stage.js';
import type { RunContext } from '../../src/runs/context.js';
import { isHeld } from '../../src/runs/held.js';
import { applyWhateverLooksWrong, TestDistrict } from '../guardians/harness.js';
import { revert } from '../revert/support.js';
import {
  type Contact,
  type FileRow,
  firstStudents,
  type Night,
  type NightFile,
  type Scope,
  studentsOf,
} from './histories.js';
import { type Picture, readPictures } from './pictures.js';

const scopes = ['a', 'b'] as const;
/** Left-out rows that no file has: shares of all rows stay small. */
const leftOut = 10_000_000;

export class SideBySide {
  readonly #db: Knex;
  readonly #scopes: Record<Scope, TestDistrict>;
  readonly #numbers: number[];

  private constructor(db: Knex, schools: Record<Scope, TestDistrict>, histories: number) {
    this.#db = db;
    this.#scopes = schools;
    this.#numbers = Array.from({ length: histories }, (_, i) => 10_000 + i);
  }

  static async create(db: Knex, slug: string, histories: number): Promise<SideBySide> {
    const district = await TestDistrict.create(db, slug);
    const schools = { a: await district.school('a'), b: await district.school('b') };
    const real = new SideBySide(db, schools, histories);
    for (const scope of scopes) {
      const { settings } = schools[scope];
      for (const kind of Object.keys(settings.thresholdPercent))
        Object.assign(settings.thresholdPercent, { [kind]: 100 });
      await schools[scope].students(`filler-${scope}`);
      const { runId } = await schools[scope].openRun();
      await applyWhateverLooksWrong(schools[scope], runId, reasons);
    }
    await real.#setStudents(real.#numbers.flatMap((n) => firstStudents.map((id) => ({ n, id, active: true }))));
    return real;
  }

  async roster(nights: readonly Night[]): Promise<void> {
    await this.#setStudents(this.#of(nights, ({ students }) => students));
    // Of one person told twice in a night the last counts.
    const told = new Map(
      this.#of(nights, ({ staff }) => staff).map(({ n, id, contact }) => [`${n}${id}`, { n, contact }]),
    );
    await this.#setStaff(
      [...told].map(([id, { n, contact }]) => ({ id, has_left: !contact, ...own(n, contact ?? nobody) })),
    );
  }

  /** One night's files of a scope, as its run would. @returns the run, for its accounts step */
  async file(scope: Scope, files: readonly NightFile[]): Promise<RunContext> {
    const rows = this.#of(files, ({ rows }) => rows.map((row, at) => ({ ...row, at })));
    rows.sort((x, y) => x.at - y.at);
    const staged = [...rows.map(({ n, ...row }) => fileRow(n, row)), filler(scope, files[0]!.missing)];
    const errors = this.#of(files, ({ inError }) => inError.map((id) => ({ id })));
    const errorRows = errors.map(({ n, id }, i) => ({
      line: staged.length + i + 2,
      cells: id.startsWith('G') ? ['', `${n}${id}`, 'Mia'] : [studentId(n, id), '', 'Mia'],
    }));
    const run = await this.#scopes[scope].openRun();
    await this.#db.transaction(async (trx) => {
      await lockScope(trx, run.districtId, run.scopeId);
      await createGuardianStaging(trx, run);
      const half = Math.floor(staged.length / 2);
      const lines = staged.map((row, i) => ({ ...row, line: i + 2 }));
      await stageGuardianRows(trx, run, 0, lines.slice(0, half), errorRows);
      await stageGuardianRows(trx, run, 1, lines.slice(half), []);
      const read = lines.length + errorRows.length + leftOut;
      const parsed = { read, error: errorRows.length, leftOut, blank: 0 };
      const result = await reconcileGuardians(trx, run, { name: 'guardians.csv', parsed });
      if (isHeld(result)) throw new Error(`held: ${JSON.stringify(result)}`);
      await dropGuardianStaging(trx, run);
    });
    return run;
  }

  async accounts(of?: RunContext): Promise<void> {
    const run = of ?? (await this.#scopes.a.openRun());
    await this.#db.transaction(async (trx) => {
      await lockScope(trx, run.districtId, run.scopeId);
      await lockDistrict(trx, run.districtId);
      await assignAccounts(trx, run);
    });
  }

  /** Puts a run back that has just ended; one that changed nothing can't be. */
  async revert(scope: Scope, target: RunContext): Promise<void> {
    const { districtId, runId } = target;
    await query(this.#db, `update run set status = 'done' where district_id = :districtId and run_id = :runId`, {
      districtId,
      runId,
    });
    try {
      await revert(this.#scopes[scope], runId);
    } catch (error) {
      if (!(error instanceof SyncFailure) || error.code !== 'NothingToRevert') throw error;
    }
  }

  async claim(accountIds: readonly number[]): Promise<void> {
    const { districtId } = this.#scopes.a;
    const claim =
      'update account set claimed_at = now() where district_id = :districtId and account_id = any (:accountIds)';
    await query(this.#db, claim, { districtId, accountIds });
  }

  /** What is stored of each history, in their order. */
  async pictures(): Promise<{ picture: Picture; accountIds: number[] }[]> {
    const pictures = await readPictures(this.#db, this.#scopes.a.districtId);
    return this.#numbers.map(
      (n) => pictures.get(n) ?? { picture: { guardians: { a: [], b: [] }, accounts: [] }, accountIds: [] },
    );
  }

  async versions(): Promise<string> {
    // The tables come in any order where the server reads them in parallel.
    return ((await this.#scopes.a.versions()) ?? '').split('\n').sort().join('\n');
  }

  #of<From, To extends object>(all: readonly From[], take: (from: From) => readonly To[]): ({ n: number } & To)[] {
    return all.flatMap((from, i) => take(from).map((to) => ({ n: this.#numbers[i]!, ...to })));
  }

  async #setStudents(students: { n: number; id: string; active: boolean }[]): Promise<void> {
    for (const scope of scopes) {
      const said = students.filter(({ id }) => studentsOf[scope].includes(id));
      if (said.length === 0) continue;
      const { districtId, scopeId } = this.#scopes[scope];
      const { runId } = await this.#scopes[scope].openRun();
      const list = said.map(({ n, id, active }) => ({
        id: studentId(n, id),
        number: studentId(n, `${id}~number`),
        active,
      }));
      await query(
        this.#db,
        `insert into student (district_id, scope_id, source_id, sis_id, student_number, archived_at, created_run, source_run)
         select :districtId, :scopeId, 'src-' || id, id, number, case when not active then now() end, :runId, :runId
         from json_to_recordset(cast(:list as json)) as x (id text, number text, active boolean)
         on conflict (district_id, scope_id, source_id) do update set archived_at = excluded.archived_at`,
        { districtId, scopeId, runId, list: JSON.stringify(list) },
      );
    }
  }

  async #setStaff(staff: object[]): Promise<void> {
    const { districtId, scopeId } = this.#scopes.a;
    const { runId } = await this.#scopes.a.openRun();
    await query(
      this.#db,
      `with said as (
         select * from json_to_recordset(cast(:list as json))
           as x (id text, has_left boolean, "firstName" text, "lastName" text, email text, "mobilePhone" text)
       ), gone as (
         update staff s set archived_at = now() from said
         where s.district_id = :districtId and s.source_id = said.id and said.has_left)
       insert into staff (district_id, scope_id, source_id, first_name, last_name, email, credential_phone, created_run, source_run)
       select :districtId, :scopeId, id, "firstName", "lastName", email, "mobilePhone", :runId, :runId
       from said where not has_left
       on conflict (district_id, scope_id, source_id) do update
       set first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email,
         credential_phone = excluded.credential_phone, archived_at = null, source_run = excluded.source_run`,
      { districtId, scopeId, runId, list: JSON.stringify(staff) },
    );
  }
}

const reasons = ['match-rate', 'contacts-changed', 'household-ids'];
const nobody: Contact = { firstName: '', lastName: '', email: '', mobilePhone: '' };

function studentId(n: number, id: string): string {
  const [student, as] = id.split('~');
  if (student === 'nobody') return `${n}X`;
  const digits = `${n}${student!.slice(1)}`;
  return as === 'zeros' ? digits : as === 'number' ? `N${digits}` : `0${digits}`;
}

/** Emails and phones of the history's own; names may be anybody's. */
function own<Values extends Partial<FileRow>>(n: number, { email, mobilePhone, homePhone, ...rest }: Values) {
  const phone = (digit: string | null | undefined) => (digit ? `+1${n}0000${digit}` : digit);
  return {
    ...rest,
    email: email ? `${email}.${n}@x.org` : email,
    mobilePhone: phone(mobilePhone),
    homePhone: phone(homePhone),
  };
}

function fileRow(n: number, { student, sisId, ...row }: FileRow): GuardianRow {
  const values = {
    studentSisId: studentId(n, student),
    guardianSisId: sisId === '' ? '' : `${n}${sisId}`,
    ...own(n, row),
  };
  return { ...(values as Omit<GuardianRow, 'line'>), line: 0 };
}

function filler(scope: Scope, missing: NightFile['missing']): GuardianRow {
  const texts = { guardianSisId: '', firstName: 'Fay', lastName: 'Filler', email: '', mobilePhone: '', homePhone: '' };
  const others = { language: null, relationship: null, contactType: null };
  return { line: 0, studentSisId: `filler-${scope}`, ...texts, ...others, ...(missing ? { [missing]: null } : {}) };
}
