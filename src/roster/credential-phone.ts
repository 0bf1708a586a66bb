import { finding } from '../findings/catalogue.js';
import { normalizePhone } from '../guardian-file/phone.js';
import type { RunContext } from '../runs/context.js';
import type { RunFinding } from '../runs/findings.js';
import { KEPT } from './kept.js';
import type { RosterBatch, StaffRow } from './model.js';
import type { StagedRows } from './staged-columns.js';

/** Gives staff the phone that accounts are matched by: the setting "Phone Credential Column", in E.164. */
export function withCredentialPhones(
  { settings }: Pick<RunContext, 'settings'>,
  batch: RosterBatch<StaffRow>,
): RosterBatch<StagedRows['staff']> {
  const column = settings.roster.phoneCredentialColumn;
  const findings: RunFinding[] = [];
  const rows = batch.rows.map((row) => {
    const written = row[column];
    const phone = written === '' || written === KEPT ? written : normalizePhone(written, settings.country);
    if (phone === null)
      findings.push(
        finding('roster-phone-invalid', { file: batch.file, line: row.line, column }, { country: settings.country }),
      );
    return { ...row, credentialPhone: phone ?? '' };
  });
  return { ...batch, rows, findings: [...batch.findings, ...findings] };
}
