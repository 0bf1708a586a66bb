import type { PreviewedChange, RunReport } from '../runs/report.js';
import { number } from './text.js';

const shown = 5;

const words: Record<string, string> = {
  create: 'created',
  update: 'updated',
  archive: 'archived',
  restore: 'restored',
  close: 'closed',
  reopen: 'reopened',
  merge: 'merged into another',
  move: 'moved to another account',
};

/** What a sync would change: the first of each kind. */
export function changesText({ changes }: RunReport): string[] {
  if (!changes) return [];
  if (changes.total.length === 0) return ['Nothing would change.'];
  const lines = ['What would change:'];
  for (const { entity, action, count } of changes.total) {
    const of = changes.list.filter((each) => each.entity === entity && each.action === action).slice(0, shown);
    lines.push(`${entity.replaceAll('_', ' ')} ${words[action] ?? action} (${number(count)})`, ...of.map(changeLine));
    if (count > of.length) lines.push(`  and ${number(count - of.length)} more`);
  }
  return lines;
}

function changeLine({ name, line, action, before, after }: PreviewedChange): string {
  const where = line === null ? '' : `line ${line}: `;
  const columns = action === 'create' ? [] : Object.keys(after).map((column) => changed(column, before, after));
  return `  ${where}${name}${columns.length === 0 ? '' : `: ${columns.join(', ')}`}`;
}

function changed(column: string, before: Record<string, unknown>, after: Record<string, unknown>): string {
  return `${column} ${text(before[column])} → ${text(after[column])}`;
}

function text(value: unknown): string {
  return value === null || value === undefined || value === '' ? '(empty)' : JSON.stringify(value);
}
