import { SyncFailure } from '../../contract/failures.js';
import { FileRefused } from '../../guardian-file/index.js';

/**
 * A refusal of the check core as a failure of the run. Where the header line is missing, the "headers" that a refusal
 * lists are a family's row: they go into the report alone, not into history and logs.
 */
export async function asFailure<Result>(fileName: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    const message = `headers` in error.details ? withoutHeaders(error) : error.message;
    throw new SyncFailure(error.code, `${fileName}: ${message}`, { reportMessage: `${fileName}: ${error.message}` });
  }
}

function withoutHeaders({ code, details }: FileRefused): string {
  const column = [details.missing ?? details.column ?? []].flat().join(', ');
  return `${whatIsWrong(code, column)} The report lists the headers found; rename a column, or map it in the settings.`;
}

function whatIsWrong(code: FileRefused['code'], column: string): string {
  if (code === 'column-missing') return `The file has no column for ${column}.`;
  if (code === 'header-unknown') return 'The sync knows none of the headers.';
  if (code === 'names-unclear') return "It is not clear whether the names are the guardians' or the students'.";
  return `It is not clear which column is ${column}.`;
}
