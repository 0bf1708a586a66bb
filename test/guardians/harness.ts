import { createHash, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { assignAccounts } from '../../src/accounts/assign.js';
import { claimAccount } from '../../src/accounts/claim.js';
import type { RequestOptions } from '../../src/contract/requests.js';
import type { Questions } from '../../src/contract/status.js';
import { lockDistrict, lockScope } from '../../src/db/locks.js';
import { planForWholeTables } from '../../src/db/set-based.js';
import { query } from '../../src/db/sql-files.js';
import { reconcileFile } from '../../src/guardians/file/apply.js';
import { createGuardianStaging, dropGuardianStaging, stageGuardianRows } from '../../src/guardians/stage.js';
import { loadRun, type RunContext } from '../../src/runs/context.js';
import { type AccountCounts, type GuardianCounts, noCounts } from '../../src/runs/counts.js';
import type { Execution } from '../../src/runs/fence.js';
import { recordFindings } from '../../src/runs/findings.js';
import { type HoldReason, isHeld } from '../../src/runs/held.js';
import { defaultSettings, type SyncSettings } from '../../src/settings/sync-settings.js';
import { recordAnswer } from '../../src/syncs/answer.js';
import { closeRun } from '../../src/syncs/close.js';
import { createTestDatabase } from '../support/database.js';
import { otherRow, otherStatements } from './others.js';
import { type ParsedFile, parseFile } from './parse.js';
import { type Account, accountsOf, type Guardian, guardiansOf, linksOf, openOthersOf } from './records.js';
import { columnsOf, csv, type Row } from './rows.js';

/** What an admin answers to a run, once it is applied as far as it may be. */
export type Answer = ['removals', 'archive' | 'keep'] | ['hold', 'apply' | 'discard'];

export interface SyncResult {
  runId: number;
  /** As the run's record says after the last answer. */
  status: string;
  /** Why nothing was applied; counts are zeros then. */
  held: HoldReason[];
  questions: Questions;
  counts: GuardianCounts;
  accounts: AccountCounts;
  /** Rows of the audit that the run wrote. */
  changes: { entity: string; action: string; entity_id: number; before: Row; after: Row; line: number | null }[];
  findings: {
    severity: string;
    code: string;
    line: number | null;
    message: string;
    details: Record<string, unknown>;
  }[];
}

export { otherRow } from './others.js';
export type { Account } from './records.js';
export { csv, type Row } from './rows.js';

const others = 1000;

const execution: Execution = { workflowId: 'test', temporalRunId: 'test', isOpen: async () => true };

const nothing: GuardianCounts = {
  rows: { read: 0, applied: 0, unchanged: 0, skipped: 0, error: 0, duplicate: 0, leftOut: 0, blank: 0 },
  guardians: noCounts,
  guardianLinks: noCounts,
  students: { named: 0, known: 0 },
};

/** A district with one scope (or one per school) in a test database, changed as syncs would. */
export class TestDistrict {
  readonly db: Knex;
  readonly districtId: number;
  readonly scopeId: number;
  readonly slug: string;
  settings: SyncSettings = structuredClone(defaultSettings);
  #requests = 0;

  constructor(db: Knex, districtId: number, scopeId: number, slug: string) {
    this.db = db;
    this.districtId = districtId;
    this.scopeId = scopeId;
    this.slug = slug;
  }

  static async create(db: Knex, slug: string): Promise<TestDistrict> {
    const [district] = await query<{ district_id: number }>(
      db,
      'insert into district (slug, name) values (:slug, :slug) returning district_id',
      { slug },
    );
    const districtId = district!.district_id;
    const [scope] = await query<{ scope_id: number }>(
      db,
      'insert into scope (district_id, slug) values (:districtId, :slug) returning scope_id',
      { districtId, slug },
    );
    return new TestDistrict(db, districtId, scope!.scope_id, slug);
  }

  /** Another scope of the same district, for a school. */
  async school(name: string): Promise<TestDistrict> {
    const slug = `${this.slug}/${name}`;
    const [scope] = await query<{ scope_id: number }>(
      this.db,
      `with school as (
         insert into school (district_id, slug, name) values (:districtId, :name, :name) returning school_id)
       insert into scope (district_id, school_id, slug) select :districtId, school_id, :slug from school
       returning scope_id`,
      { districtId: this.districtId, name, slug },
    );
    return new TestDistrict(this.db, this.districtId, scope!.scope_id, slug);
  }

  async openRun({
    kind = 'sync',
    options = {},
  }: {
    kind?: string;
    options?: RequestOptions;
  } = {}): Promise<RunContext> {
    this.#requests += 1;
    const [row] = await query<{ run_id: number }>(
      this.db,
      `insert into run (district_id, scope_id, request_id, kind, options, settings)
       values (:districtId, :scopeId, :request, :kind, cast(:options as jsonb), cast(:settings as jsonb)) returning run_id`,
      {
        ...this.ids,
        request: `request ${this.#requests}`,
        kind,
        options: JSON.stringify(options),
        settings: JSON.stringify(this.settings),
      },
    );
    return loadRun(this.db, row!.run_id);
  }

  async students(...ids: string[]): Promise<void> {
    const { runId } = await this.openRun();
    await query(
      this.db,
      `insert into student (district_id, scope_id, source_id, sis_id, student_number, created_run, source_run)
       select :districtId, :scopeId, 'src-' || id, id, 'N' || id, :runId, :runId
       from json_array_elements_text(cast(:ids as json)) as id`,
      { ...this.ids, runId, ids: JSON.stringify(ids) },
    );
  }

  /** As a roster sync would: archives a student or brings one back. */
  async setStudent(sisId: string, state: 'active' | 'archived'): Promise<void> {
    await query(
      this.db,
      `update student set archived_at = case when :archived then now() end
       where district_id = :districtId and scope_id = :scopeId and sis_id = :sisId`,
      { ...this.ids, sisId, archived: state === 'archived' },
    );
  }

  /** A teacher as a roster sync would write them; accounts follow in the next accounts step. */
  async teacher(sourceId: string, first: string, last: string, email: string, phone: string): Promise<void> {
    const { runId } = await this.openRun();
    await query(
      this.db,
      `insert into staff (district_id, scope_id, source_id, first_name, last_name, email, credential_phone, created_run, source_run)
       values (:districtId, :scopeId, :sourceId, :first, :last, :email, :phone, :runId, :runId)
       on conflict (district_id, scope_id, source_id) do update
       set first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email,
         credential_phone = excluded.credential_phone, archived_at = null, source_run = excluded.source_run`,
      { ...this.ids, sourceId, first, last, email, phone, runId },
    );
  }

  async claim(accountId: number): Promise<void> {
    await claimAccount(this.db, accountId, 'Ana Ruiz');
  }

  /** 1,000 links of 1,000 guardians who are nobody else in the test; their rows come from `withOthers`. */
  async addOthers(count = others): Promise<void> {
    const { runId } = await this.openRun();
    await this.db.transaction(async (trx) => {
      await planForWholeTables(trx);
      for (const statement of otherStatements) {
        await query(trx, statement, { ...this.ids, runId, count });
      }
    });
  }

  /** A file of the given rows and those of the 1,000 others, in the same columns. */
  withOthers(rows: readonly Row[], columns = columnsOf(rows), count = others): string {
    const all = [...rows];
    for (let i = 1; i <= count; i += 1) all.push(otherRow(i));
    return csv(all, columns);
  }

  /** A night: the file through the check core, the reconcile and the accounts step. */
  async sync(
    file: string | Uint8Array,
    { maxRows, answers, upload }: { maxRows?: number; answers?: Answer[]; upload?: { abandon: boolean } } = {},
  ): Promise<SyncResult> {
    const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return this.syncParsed(parseFile(bytes, maxRows), answers, sha256, upload);
  }

  async syncParsed(
    parsed: ParsedFile,
    answers: Answer[] = [],
    sha256 = '',
    upload?: { abandon: boolean },
  ): Promise<SyncResult> {
    const run = await this.openRun(
      upload && { kind: 'upload', options: { upload: { blobId: randomUUID(), ...upload } } },
    );
    await this.db.transaction((trx) => createGuardianStaging(trx, run));
    try {
      for (const [batch, { rows, errorRows }] of parsed.batches.entries()) {
        await this.db.transaction((trx) => stageGuardianRows(trx, run, batch, rows, errorRows));
      }
      await this.db.transaction((trx) => recordFindings(trx, run, 'parseGuardianBatch', parsed.findings));
      await this.#recordFetched(run, sha256);
      const pass = async () => {
        const result = await reconcileFile(this.db, run, execution, {
          name: 'guardians.csv',
          sha256,
          parsed: parsed.counts,
          hasPhoneTypes: parsed.hasPhoneTypes ?? false,
        });
        const accounts = await this.assignAccounts(run);
        const closed = await this.db.transaction((trx) => closeRun(trx, run, [], false));
        return { result, accounts, ...closed };
      };
      let { result, accounts, status, questions } = await pass();
      for (const [index, [question, answer]] of answers.entries()) {
        await this.db.transaction((trx) =>
          recordAnswer(trx, run, { question, answer, by: 'Ada Admin', key: `${index}`, parts: ['guardians'] }),
        );
        ({ result, accounts, status, questions } = await pass());
      }
      const counts = isHeld(result) ? nothing : result;
      const held = isHeld(result) ? result.held : [];
      return { runId: run.runId, status, held, questions, counts, accounts, ...(await this.written(run.runId)) };
    } finally {
      await this.db.transaction((trx) => dropGuardianStaging(trx, run));
    }
  }

  async #recordFetched(run: RunContext, sha256: string): Promise<void> {
    await query(
      this.db,
      `insert into run_step (district_id, run_id, step, result, started_at)
       values (:districtId, :runId, 'fetchGuardianFile', jsonb_build_object('sha256', cast(:sha256 as text)), now())`,
      { ...this.ids, runId: run.runId, sha256 },
    );
  }

  /** Students' links that wait for an answer, or are to be kept. */
  async withheld(): Promise<{ open: number; keep: number }> {
    const [row] = await query<{ open: number; keep: number }>(
      this.db,
      `select count(*) filter (where decision is null) as open, count(*) filter (where decision = 'keep') as keep
       from withheld where district_id = :districtId and scope_id = :scopeId`,
      this.ids,
    );
    return row!;
  }

  /** The accounts step, after a roster for instance. */
  async assignAccounts(of?: RunContext): Promise<AccountCounts> {
    const run = of ?? (await this.openRun());
    return this.db.transaction(async (trx) => {
      await lockScope(trx, run.districtId, run.scopeId);
      await lockDistrict(trx, run.districtId);
      return assignAccounts(trx, run);
    });
  }

  async written(runId: number): Promise<Pick<SyncResult, 'changes' | 'findings'>> {
    const values = { districtId: this.districtId, runId };
    const where = 'where district_id = :districtId and run_id = :runId';
    return {
      changes: await query(
        this.db,
        `select entity, action, entity_id, before, after, line from change ${where} order by change_id`,
        values,
      ),
      findings: await query(
        this.db,
        `select severity, code, line, message, details from run_finding ${where} order by finding_id`,
        values,
      ),
    };
  }

  /** The guardians of the scope, oldest first, the 1,000 others left out. */
  async guardians(): Promise<Guardian[]> {
    return this.read<Guardian>(guardiansOf);
  }

  /** The accounts of the district, oldest first, those of the 1,000 others left out. */
  async accounts(): Promise<Account[]> {
    return this.read<Account>(accountsOf);
  }

  /** Which of the others are still as they were. */
  async othersOpen(): Promise<number> {
    const [row] = await this.read<{ count: number }>(openOthersOf);
    return row!.count;
  }

  /** Everything, with our own ids as ranks, so that the pictures of two districts can be compared. */
  async picture(): Promise<unknown> {
    const guardians = await this.guardians();
    const accounts = await this.accounts();
    const guardianRank = new Map(guardians.map(({ id }, index) => [id, index]));
    const accountRank = new Map(accounts.map(({ id }, index) => [id, index]));
    const links = await this.read<Row & { guardian: number }>(linksOf);
    return {
      guardians: guardians.map(({ id, ...rest }) => ({ ...rest, account: accountRank.get(rest.account) })),
      links: links.map((link) => ({ ...link, guardian: guardianRank.get(link.guardian) })),
      accounts: accounts.map(({ id, ...rest }) => ({
        ...rest,
        mergedInto: rest.mergedInto === null ? null : accountRank.get(rest.mergedInto),
        roles: rest.roles.map((role) =>
          role.replace(/^guardian (\d+)$/, (_, n) => `guardian ${guardianRank.get(Number(n))}`),
        ),
      })),
    };
  }

  /** The version of every record that a sync may write: equal where nothing was written. */
  async versions(): Promise<string> {
    const [row] = await query<{ versions: string }>(
      this.db,
      ['guardian', 'guardian_link', 'account', 'role', 'change']
        .map(
          (table) =>
            `select string_agg(ctid::text || xmin::text, ' ' order by ctid) as versions from ${table} where district_id = :districtId`,
        )
        .reduce((all, one, index) => (index === 0 ? one : `${all} union all ${one}`), '')
        .replace(/^/, 'select string_agg(versions, chr(10)) as versions from (')
        .concat(') as all_tables'),
      this.ids,
    );
    return row!.versions;
  }

  /** Of whole tables of the district (`:districtId`, `:scopeId`): by stale statistics, nested loops over 500 guardians take a minute. */
  read<Read>(sql: string): Promise<Read[]> {
    return this.db.transaction(async (trx) => {
      await planForWholeTables(trx);
      return query<Read>(trx, sql, this.ids);
    });
  }

  private get ids() {
    return { districtId: this.districtId, scopeId: this.scopeId };
  }
}

export const codes = (result: SyncResult): string[] => result.findings.map(({ code }) => code);

/** Makes districts in a database of the test file's own; with the 1,000 others unless `bare`. */
export function useDistricts(): (options?: { bare?: boolean }) => Promise<TestDistrict> {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let made = 0;
  before(async () => {
    database = await createTestDatabase();
  });
  after(async () => {
    await database.drop();
  });
  return async ({ bare = false } = {}) => {
    made += 1;
    const district = await TestDistrict.create(database.db, `district-${made}`);
    if (!bare) await district.addOthers();
    return district;
  };
}

/** A file that looks wrong as a whole is held: an admin has applied worse ones before. */
export async function applyWhateverLooksWrong(
  { db, districtId }: TestDistrict,
  runId: number,
  codes: readonly string[],
): Promise<void> {
  const details = JSON.stringify({ reasons: codes.map((code) => ({ code, figure: 1000 })) });
  await query(
    db,
    `insert into decision (district_id, run_id, key, question, answer, decided_by, details)
     values (:districtId, :runId, 'before', 'hold', 'apply', 'Ada Admin', cast(:details as jsonb))`,
    { districtId, runId, details },
  );
}
