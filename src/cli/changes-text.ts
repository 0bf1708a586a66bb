import type { DryRunChange, RunReport } from '../runs/report.js';
import { actionWord } from '../words/changes.js';
import { columnLabels } from '../words/columns.js';
import { number } from '../words/numbers.js';
import { countRecords } from '../words/record-kinds.js';

const shown = 5;

/** What a sync would change: the first of each kind. */
export function changesText({ changes }: RunReport): string[] {
  if (!changes) return [];
  if (changes.total.length === 0) return ['Nothing would change.'];
  const lines = ['What would change:'];
  for (const { entity, action, count } of changes.total) {
    const of = changes.list.filter((each) => each.entity === entity && each.action === action).slice(0, shown);
    lines.push(`${countRecords(count, entity)} ${actionWord(action)}`, ...of.map(changeLine));
    if (count > of.length) lines.push(`  and ${number(count - of.length)} more`);
  }
  return lines;
}

function changeLine({ name, line, action, before, after }: DryRunChange): string {
  const columns = action === 'create' ? [] : Object.keys(after).map((column) => changed(column, before, after));
  const parts = [line === null ? '' : `line ${line}`, name, columns.join(', ')];
  return `  ${parts.filter((part) => part !== '').join(': ')}`;
}

function changed(column: string, before: Record<string, unknown>, after: Record<string, unknown>): string {
  return `${columnLabels[column] ?? column} ${text(before[column])} → ${text(after[column])}`;
}

function text(value: unknown): string {
  return value === null || value === undefined || value === '' ? '(empty)' : JSON.stringify(value);
}
