import type { StoredFile } from '../../../archives/stored-file.js';
import { openZip } from '../../../archives/zip.js';
import { finding } from '../../../findings/catalogue.js';
import { cleanText } from '../../../guardian-file/text.js';
import type { RunFinding } from '../../../runs/findings.js';
import { aliases, type OneRosterVersion, type TableName, tables } from '../columns.js';
import { refused } from './failures.js';
import { type FileMode, readManifest } from './manifest.js';
import { headersOf } from './read-records.js';

/** A OneRoster CSV set whose manifest and files have been looked at; rows have not. */
export interface OneRosterPackage {
  version: OneRosterVersion;
  /** null: the set says that it has no such file. Of 1.1 there are no roles. */
  files: Readonly<Record<TableName, StoredFile | null>>;
  /** Files of changes alone (delta); for the set as a whole, that it has such files. */
  deltas: ReadonlySet<TableName>;
  findings: RunFinding[];
}

const tableNames = Object.keys(tables) as TableName[];
/** Without these nothing can be synced. Only 1.2 has roles. */
const indispensable: ReadonlySet<TableName> = new Set(['orgs', 'users', 'roles']);
/** These may only be missing where the manifest says so. */
const announced: ReadonlySet<TableName> = new Set(['classes', 'enrollments']);

/**
 * Opens a OneRoster CSV set: one ZIP, or its files side by side.
 *
 * @throws SyncFailure `NotOneRoster`, `RosterFileMissing`, `RosterFileTwice`, `OneRosterVersion`, and as
 *   openZip does
 */
export async function openPackage(received: readonly StoredFile[]): Promise<OneRosterPackage> {
  const [first] = received;
  const zipped = received.length === 1 && first?.name.toLowerCase().endsWith('.zip');
  const byName = namedFiles(zipped ? await openZip(first!, (name) => tableFiles.has(name.toLowerCase())) : received);
  if (!tableNames.some((table) => byName.has(fileName(table))))
    throw refused(
      'NotOneRoster',
      `The roster is no OneRoster CSV set: it needs files such as orgs.csv, users.csv, classes.csv and enrollments.csv${zipped ? ' in the root of the ZIP or in one folder' : ''}.`,
      { what: 'Files found', names: [...byName.values()].map(({ name }) => name) },
    );
  const findings: RunFinding[] = [];
  const manifestFile = byName.get('manifest.csv');
  const manifest = manifestFile ? await readManifest(manifestFile) : null;
  const modes = manifest?.modes ?? new Map<string, FileMode>();
  const said = manifest?.version ?? null;
  const version = await versionOf(byName, said);
  if (!manifest) findings.push(finding('roster-manifest-missing', {}, { version }));
  if (said !== null && version !== said)
    findings.push(finding('roster-version-other', { file: manifestFile?.name ?? null }, { said, version }));
  const files = {} as Record<TableName, StoredFile | null>;
  const deltas = new Set<TableName>();
  const modeOf = (table: TableName) => modes.get(table.toLowerCase()) ?? 'unsaid';
  const isDelta = tableNames.some((table) => modeOf(table) === 'delta');
  for (const table of tableNames) {
    if (table === 'roles' && version === '1.1') continue;
    const mode = modeOf(table);
    const file = isDelta ? chooseOfDelta(table, byName, mode) : chooseFile(table, byName, mode);
    files[table] = file;
    // Beside files of changes, one that the manifest says nothing of must not be taken for the whole.
    if (isDelta && mode !== 'bulk') deltas.add(table);
    if (!file && !isDelta) findings.push(finding('roster-file-absent', {}, { file: `${table}.csv` }));
  }
  return { version, files, deltas, findings };
}

/**
 * By the files: 1.2 took role and organizations out of users.csv and into roles.csv. What the manifest says counts where
 * they could be either, or neither.
 */
async function versionOf(
  byName: ReadonlyMap<string, StoredFile>,
  said: OneRosterVersion | null,
): Promise<OneRosterVersion> {
  const users = byName.get(fileName('users'));
  const headers = new Set((users ? await headersOf(users) : []).map((name) => cleanText(name).toLowerCase()));
  const hasRole = headers.has('role');
  const is11 = hasRole && tables.users.required.every((column) => isAmong(headers, column));
  const is12 = byName.has(fileName('roles'));
  if (said === null) return hasRole || !users ? '1.1' : '1.2';
  return is11 === is12 ? said : is12 ? '1.2' : '1.1';
}

function isAmong(headers: ReadonlySet<string>, column: string): boolean {
  return [column, ...(aliases[column] ?? [])].some((name) => headers.has(name.toLowerCase()));
}

function chooseFile(table: TableName, byName: ReadonlyMap<string, StoredFile>, mode: FileMode): StoredFile | null {
  const file = byName.get(fileName(table));
  if (file && (mode !== 'absent' || indispensable.has(table))) return file;
  if (mode === 'bulk' || indispensable.has(table) || (announced.has(table) && mode !== 'absent'))
    throw missing(table, byName);
  return null;
}

/** Of a set that holds changes only what it says itself must be there: of the rest nothing has changed. */
function chooseOfDelta(table: TableName, byName: ReadonlyMap<string, StoredFile>, mode: FileMode): StoredFile | null {
  const file = byName.get(fileName(table));
  if (!file && (mode === 'bulk' || mode === 'delta')) throw missing(table, byName);
  return mode === 'absent' ? null : (file ?? null);
}

function missing(table: TableName, byName: ReadonlyMap<string, StoredFile>) {
  return refused(
    'RosterFileMissing',
    `The OneRoster CSV set has no ${table}.csv, without which the roster is not complete. Nothing was applied.`,
    { what: 'Files found', names: [...byName.values()].map(({ name }) => name) },
  );
}

function namedFiles(files: readonly StoredFile[]): Map<string, StoredFile> {
  const byName = new Map<string, StoredFile>();
  for (const file of files) {
    const name = file.name.toLowerCase();
    if (byName.has(name))
      throw refused(
        'RosterFileTwice',
        'The OneRoster CSV set has one file twice, in different letter case. Keep one.',
        {
          what: 'Files found',
          names: files.map((each) => each.name),
        },
      );
    byName.set(name, file);
  }
  return byName;
}

const tableFiles: ReadonlySet<string> = new Set(tableNames.map(fileName));

function fileName(table: TableName): string {
  return `${table.toLowerCase()}.csv`;
}
