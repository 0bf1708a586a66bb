import { finding } from '../findings/catalogue.js';
import { normalizeLanguage } from '../guardian-file/language.js';
import type { RunContext } from '../runs/context.js';
import type { RunFinding } from '../runs/findings.js';
import { KEPT } from './kept.js';
import type { RosterBatch, StudentRow } from './model.js';
import type { StagedRows } from './staged-columns.js';

/**
 * Gives students the language that their family speaks, by the rule of the guardian file's column: the setting
 * `roster.language`. Where it is off no student has one.
 */
export function withLanguages(
  { settings }: Pick<RunContext, 'settings'>,
  batch: RosterBatch<StudentRow>,
): RosterBatch<StagedRows['students']> {
  const findings: RunFinding[] = [];
  const known = (row: StudentRow) => {
    if (row.language === '' || row.language === KEPT) return row.language;
    const language = normalizeLanguage(row.language);
    if (language === null) {
      const place = { file: batch.file, line: row.line, column: 'language' };
      findings.push({ ...finding('roster-language-unknown', place), details: { id: row.sourceId } });
    }
    return language ?? KEPT;
  };
  const rows = batch.rows.map((row) => {
    const language = settings.roster.language ? known(row) : '';
    // Most rows stay as they are: a copy of each costs more than all else here.
    return language === row.language ? row : { ...row, language };
  });
  return { ...batch, rows, findings: [...batch.findings, ...findings] };
}
