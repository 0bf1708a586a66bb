import { CommanderError } from 'commander';
import { SyncFailure } from '../contract/failures.js';
import { fileFailure, fileTrouble } from '../failures/file-system.js';
import { frames, toSyncFailure } from '../failures/translate.js';
import { inDataFolder } from '../words/commands.js';
import type { Cli } from './cli.js';
import { type ExitCode, exitCodes } from './exit-codes.js';

/** Failures that another argument would avoid. Of all that is unknown the code says so by its name. */
const badInput = new Set([
  'BadArguments',
  'BadSetting',
  'BadSlug',
  'DistrictExists',
  'FileUnreadable',
  'GuardianFileTooLarge',
  'NotASchool',
  'RunOfOtherScope',
  'SchoolExists',
  'SyncLevelsOverlap',
]);

/** @param message a sentence that quotes no value: it could be a secret typed in the wrong place */
export function badArguments(message: string): SyncFailure {
  return new SyncFailure('BadArguments', message);
}

/** Prints what went wrong, never a stack or data, and gives the exit code. */
export function reportError(cli: Cli, error: unknown): ExitCode {
  if (error instanceof CommanderError) return reportUsage(cli, error);
  const failure = forPeople(error);
  const message = inDataFolder(failure.reportMessage, cli.dataFolder);
  cli.say(`${failure.code}: ${message}`);
  if (failure.code === 'Unexpected' && process.env.DAILYSYNC_DEBUG) cli.say(frames(failure.cause));
  if (cli.json) cli.answer({ error: { code: failure.code, message } }, '');
  return badInput.has(failure.code) || failure.code.startsWith('Unknown') ? exitCodes.badInput : exitCodes.failure;
}

/** commander has printed its message or the help already. */
function reportUsage(cli: Cli, error: CommanderError): ExitCode {
  if (error.exitCode === 0) return exitCodes.ok;
  if (cli.json) {
    const message = error.code === 'commander.help' ? 'A command is missing.' : error.message.replace(/^error: /, '');
    cli.answer({ error: { code: 'BadArguments', message } }, '');
  }
  return exitCodes.badInput;
}

/** Here nothing is tried again by itself, and the addresses are the person's own. */
function forPeople(error: unknown): SyncFailure {
  const trouble = fileTrouble(error);
  if (trouble) return fileFailure(trouble, 'Then run the command again.', trouble.path);
  const failure = fromTemporal(error) ?? toSyncFailure(error);
  const sqlState = String(failure.details.sqlState ?? (error as { code?: unknown } | null)?.code ?? '');
  if (sqlState === '42P01' || sqlState === '3F000') {
    return new SyncFailure(
      'DatabaseNotMigrated',
      'The database has no DailySync tables, or they are from an older version. Run "dailysync migrate".',
    );
  }
  if (sqlState.startsWith('28') || sqlState === '3D000') {
    return new SyncFailure(
      'DatabaseLogin',
      `The database refused the login (SQLSTATE ${sqlState}). Check user, password and database in DATABASE_URL.`,
    );
  }
  if (failure.code === 'DatabaseUnavailable') {
    return new SyncFailure(failure.code, 'The database does not answer. Start "dailysync up", or check DATABASE_URL.');
  }
  if (failure.code === 'ConnectionLost') {
    return new SyncFailure(
      failure.code,
      'The other side closed a connection that the command was using. Check that "dailysync up" still runs, and run the command again.',
    );
  }
  if (failure.code === 'Unexpected') {
    const hint = 'If it happens again, contact support. DAILYSYNC_DEBUG=1 shows where it came from.';
    return new SyncFailure(failure.code, `Something unexpected went wrong. ${hint}`, { cause: error });
  }
  return failure;
}

/** gRPC's UNAVAILABLE and DEADLINE_EXCEEDED, as the Temporal client passes them on. */
function fromTemporal(error: unknown): SyncFailure | null {
  const grpc = (error as { cause?: { code?: unknown } } | null)?.cause?.code;
  if (!(error instanceof Error) || error.name !== 'ServiceError' || (grpc !== 14 && grpc !== 4)) return null;
  return new SyncFailure(
    'TemporalUnreachable',
    'Temporal does not answer. Start "dailysync up", or check TEMPORAL_ADDRESS.',
  );
}
