import { SyncFailure } from '../contract/failures.js';
import { fileFailure, fileTrouble } from './file-system.js';

/**
 * The one place where errors of libraries become ours. They are rebuilt from an allow-list, not passed on: PostgreSQL
 * quotes cells in its messages and details, csv-parse and zod carry the record, and all of it would be kept in
 * Temporal's history.
 */
export function toSyncFailure(error: unknown): SyncFailure {
  if (error instanceof SyncFailure) return error;
  const trouble = fileTrouble(error);
  if (trouble) return fileFailure(trouble, again);
  const { code, constraint, table } = (error ?? {}) as { code?: unknown; constraint?: unknown; table?: unknown };
  if (typeof code === 'string' && isSqlState(code))
    return databaseFailure(code, identifier(constraint), identifier(table));
  if (typeof code === 'string' && connectionCodes.has(code)) return unavailable(code);
  if (code === 'EPIPE') return connectionLost(code);
  if (
    error instanceof Error &&
    /acquiring a connection|Connection terminated|Connection ended|not queryable/.test(error.message)
  ) {
    return unavailable('connection');
  }
  const kind = error instanceof Error ? error.name.replace(/[^A-Za-z0-9]/g, '') : typeof error;
  return new SyncFailure(
    'Unexpected',
    `An error that DailySync does not expect (${kind}). It is tried again; if it stays, ask support.`,
    {
      retryable: true,
      cause: error,
    },
  );
}

/** Where an unexpected error came from, without its message: that may hold people's data. */
export function frames(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .join('\n');
}

const again = 'The step is tried again by itself.';

/** PostgreSQL's codes have five places, as some of Node's have (EPERM), but always a digit among them. */
const isSqlState = (code: string) => /^(?=.*[0-9])[0-9A-Z]{5}$/.test(code) && code !== 'E2BIG';

const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/** Classes that a second attempt can't fix: wrong data, broken constraints, wrong SQL. */
const permanentClasses = new Set(['22', '23', '42']);

function databaseFailure(sqlState: string, constraint: string, table: string): SyncFailure {
  const details = { sqlState, constraint, table };
  if (sqlState === '55P03') {
    return new SyncFailure('ScopeBusy', 'Another step of this district is writing. This one is tried again.', {
      retryable: true,
      details,
    });
  }
  if (sqlState === '40001' || sqlState === '40P01') {
    return new SyncFailure('DatabaseBusy', 'Two steps met in the database. This one is tried again.', {
      retryable: true,
      details,
    });
  }
  if (sqlState.startsWith('08') || sqlState.startsWith('57') || sqlState.startsWith('53')) return unavailable(sqlState);
  const where = [table && `table ${table}`, constraint && `constraint ${constraint}`].filter(Boolean).join(', ');
  return new SyncFailure(
    'DatabaseRefused',
    `The database refused a step (SQLSTATE ${sqlState}${where ? `, ${where}` : ''}). Nothing of it was applied. Ask support: this is a fault of the program.`,
    { retryable: !permanentClasses.has(sqlState.slice(0, 2)), details },
  );
}

function unavailable(code: string): SyncFailure {
  return new SyncFailure('DatabaseUnavailable', `The database does not answer (${code}). ${again}`, {
    retryable: true,
  });
}

/** Of which connection, a database's or a program's, the code alone does not say. */
function connectionLost(code: string): SyncFailure {
  return new SyncFailure(
    'ConnectionLost',
    `The other side closed a connection that this step was using (${code}). ${again}`,
    { retryable: true },
  );
}

/** Names of tables and constraints are ours; anything that does not look like one is dropped. */
function identifier(value: unknown): string {
  return typeof value === 'string' && /^[a-z_][a-z0-9_]{0,62}$/.test(value) ? value : '';
}
