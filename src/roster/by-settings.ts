import type { RunContext } from '../runs/context.js';
import { withCredentialPhones } from './credential-phone.js';
import { withLanguages } from './language.js';
import type { RosterBatch, RosterCollection, RosterRows, StaffRow, StudentRow } from './model.js';
import type { StagedRows } from './staged-columns.js';

/** What the settings make of the rows, the same for every source. */
export function bySettings<C extends RosterCollection>(
  run: RunContext,
  collection: C,
  batch: RosterBatch<RosterRows[C]>,
) {
  const rows: RosterBatch<unknown> = batch;
  const staged =
    collection === 'staff'
      ? withCredentialPhones(run, rows as RosterBatch<StaffRow>)
      : collection === 'students'
        ? withLanguages(run, rows as RosterBatch<StudentRow>)
        : rows;
  return staged as RosterBatch<StagedRows[C]>;
}
