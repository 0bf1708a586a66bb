import type { WaitingRemoval, WaitingSum } from '../removals/waiting.js';
import { command } from '../words/commands.js';
import { count, number } from '../words/numbers.js';
import { recordNoun } from '../words/record-kinds.js';
import { table } from './table.js';

const reasons = { threshold: 'Deletion Threshold', errors: 'rows in error' } as const;

/** What would be archived, and why: sums, then the first records. */
export function waitingText(
  scope: string,
  sums: readonly WaitingSum[],
  removals: readonly WaitingRemoval[],
  dataFolder: string | undefined,
): string {
  if (sums.length === 0) return `No removals of ${scope} wait for a decision.`;
  const total = sums.reduce((sum, each) => sum + each.count, 0);
  const bySchool = table(
    ['records', 'kind', 'school', 'withheld because of'],
    sums.map(({ kind, school, reason, count: n }) => [n, recordNoun(kind, n), school, reasons[reason]]),
  );
  const list = table(
    ['kind', 'who', 'what', 'school', 'since run'],
    removals.map((each) => [recordNoun(each.kind, 1), each.name, whatOf(each), each.school, String(each.since)]),
  );
  const decide = (args: string) => command(`decide ${scope} removals ${args}`, dataFolder);
  const left = total - removals.length;
  const more = left > 0 ? [`and ${number(left)} more. For all of them: ${decide('--list --csv --out FILE')}`] : [];
  const next = `To decide, while the sync waits: ${decide('archive|keep')}`;
  return [`${count(total, 'record')} would be archived:`, bySchool, '', list, ...more, '', next].join('\n');
}

function whatOf({ kind, relationship, student, goesWithIt, classroom, attribute, role }: WaitingRemoval): string {
  if (kind === 'guardianLinks') {
    return `${relationship || 'guardian'} of ${student}${goesWithIt ? ', and the guardian too' : ''}`;
  }
  return kind === 'enrollments' ? `in ${classroom}` : attribute || role;
}
