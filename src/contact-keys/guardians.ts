import type { Knex } from 'knex';
import type { BlobManifest } from '../blobs/blob-manifest.js';
import { copyRows } from '../db/copy.js';
import { planForWholeTables } from '../db/set-based.js';
import { query } from '../db/sql-files.js';
import { sqlScript } from '../db/sql-script.js';
import { finding } from '../findings/catalogue.js';
import type { GuardianRow } from '../guardian-file/index.js';
import type { DecodedFile } from '../guardians/file/decode.js';
import { guardianFile } from '../guardians/file/kind.js';
import { decodedFile, type ParseContext } from '../guardians/file/parse.js';
import type { RunContext } from '../runs/context.js';
import { type Execution, isDryRun } from '../runs/fence.js';
import { recordFindings } from '../runs/findings.js';
import { loadBlob } from '../runs/received-files.js';
import { runRepeatableStep } from '../runs/steps.js';

const mapGuardians = sqlScript(import.meta.url, './sql/map-guardians.sql');
const rekeyAccounts = sqlScript(import.meta.url, './sql/rekey-accounts.sql');

export const readAgainStep = 'readNumbersAgain';

/**
 * If a scope's country has changed since its guardians' numbers were read, they are read again, before a run compares
 * them with its file. Numbers as received are not stored; the file of the run has them, and is read by both countries:
 * what a number was tells which stored one it is. It is no contact change: nothing of it is in the audit, and accounts
 * whose people still agree go along. The file must be parsed without a refusal before.
 */
export async function readGuardianNumbersAgain(
  context: ParseContext,
  run: RunContext,
  execution: Execution,
): Promise<void> {
  const stored = await storedCountry(context.db, run);
  // There is no dry run of this (`PreviewNotYet`); one must not write it either.
  if (stored === null || stored === run.settings.country || isDryRun(run)) return;
  const options = { step: readAgainStep, lock: 'district' } as const;
  await runRepeatableStep(context.db, run, execution, options, async (trx) => {
    const before = await storedCountry(trx, run);
    const { country } = run.settings;
    const values = { districtId: run.districtId, scopeId: run.scopeId, country };
    await query(
      trx,
      // What links remember are numbers as they were read before, and would be news.
      `update scope set guardian_country = :country, links_remember = false
       where district_id = :districtId and scope_id = :scopeId`,
      values,
    );
    if (before === null || before === country) return { numbers: 0 };
    await planForWholeTables(trx);
    await query(
      trx,
      `create temp table read_again (${columns.map((column) => `${column} text`).join(', ')}) on commit drop`,
    );
    const file = await openFile(trx, run);
    await copyRows(trx, 'read_again', columns, readings(context, file, run, before, execution));
    await mapGuardians(trx, values);
    await rekeyAccounts(trx, values);
    const [read] = await query<{ count: number }>(trx, 'select count(*) from numbers_read');
    const numbers = read?.count ?? 0;
    const details = { guardians: numbers };
    const told = finding('numbers-read-again', {}, { before, after: country, ...details });
    await recordFindings(trx, run, readAgainStep, [{ ...told, details }]);
    return { numbers };
  });
}

const columns = ['first_name', 'last_name', 'mobile_before', 'mobile_after', 'home_before', 'home_after'] as const;

interface ReadFile {
  manifest: BlobManifest;
  decoded: DecodedFile;
}

async function openFile(trx: Knex.Transaction, run: RunContext): Promise<ReadFile> {
  const decoded = await decodedFile(guardianFile, trx, run);
  return { decoded, manifest: await loadBlob(trx, run, decoded.utf8BlobId) };
}

/** The rows' numbers, as both countries read them. */
async function* readings(
  { blobs }: ParseContext,
  { decoded: { header, encoding }, manifest }: ReadFile,
  { settings }: RunContext,
  before: string,
  { signal }: Execution,
) {
  const start = { offset: header.dataOffset, line: header.dataLine };
  const options = { header, start, maxRows: Number.POSITIVE_INFINITY, encoding: encoding.encoding };
  const parsers = [before, settings.country].map((country) => guardianFile.parser(options, { ...settings, country }));
  const pairs = function* () {
    const [old = [], now = []] = parsers.map((parser) => parser.take().rows);
    for (const [index, row] of now.entries()) {
      const earlier = old[index] as GuardianRow;
      const numbers = [earlier.mobilePhone, row.mobilePhone, earlier.homePhone, row.homePhone];
      if (numbers.some(Boolean))
        yield [row.firstName ?? '', row.lastName ?? '', ...numbers.map((number) => number ?? '')];
    }
  };
  for await (const chunk of blobs.read(manifest, start.offset)) {
    signal?.throwIfAborted();
    for (const parser of parsers) parser.push(chunk);
    yield pairs();
  }
  for (const parser of parsers) parser.end();
  yield pairs();
}

async function storedCountry(db: Knex | Knex.Transaction, run: RunContext): Promise<string | null> {
  const [scope] = await query<{ guardian_country: string | null }>(
    db,
    'select guardian_country from scope where district_id = :districtId and scope_id = :scopeId',
    { districtId: run.districtId, scopeId: run.scopeId },
  );
  return scope?.guardian_country ?? null;
}
