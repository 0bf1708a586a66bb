import { SyncFailure } from '../contract/failures.js';

/** @param others rows that have the ID of another person's row */
export function rosterFileDamaged(file: string, people: string, others: number, rows: number): SyncFailure {
  return new SyncFailure(
    'RosterFileDamaged',
    `Of the ${rows} rows of ${people} in the roster file ${file}, ${others} have the sourcedId of another person's row, so the IDs are wrong. Nothing was applied; export it again, without opening it in a spreadsheet.`,
    { details: { file, rows, others } },
  );
}
