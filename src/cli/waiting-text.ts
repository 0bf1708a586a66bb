import type { WaitingRemoval, WaitingSum } from '../removals/waiting.js';
import { number, table } from './text.js';

const kinds: Record<string, string> = { guardianLinks: 'guardian links' };
const reasons = { threshold: 'Deletion Threshold', errors: 'rows in error' } as const;

/** What would be archived, and why: sums, then the first records. */
export function waitingText(scope: string, sums: readonly WaitingSum[], removals: readonly WaitingRemoval[]): string {
  if (sums.length === 0) return `Nothing of ${scope} waits for an answer.`;
  const total = sums.reduce((sum, { count }) => sum + count, 0);
  const bySchool = table(
    ['records', 'kind', 'school', 'withheld by'],
    sums.map(({ kind, school, reason, count }) => [count, kinds[kind] ?? kind, school, reasons[reason]]),
  );
  const list = table(
    ['kind', 'who', 'what', 'school', 'since run'],
    removals.map((each) => [kinds[each.kind] ?? each.kind, each.name, whatOf(each), each.school, String(each.since)]),
  );
  const left = total - removals.length;
  const more = left > 0 ? [`and ${number(left)} more: --list --csv --out FILE writes all`] : [];
  const next = `To decide, while the sync waits: dailysync decide ${scope} removals archive|keep`;
  return [`${number(total)} records would be archived:`, bySchool, '', list, ...more, '', next].join('\n');
}

function whatOf({ kind, relationship, student, goesWithIt, classroom, attribute, role }: WaitingRemoval): string {
  if (kind === 'guardianLinks') {
    return `${relationship || 'guardian'} of ${student}${goesWithIt ? ', and the guardian with it' : ''}`;
  }
  return kind === 'enrollments' ? `in ${classroom}` : attribute || role;
}
