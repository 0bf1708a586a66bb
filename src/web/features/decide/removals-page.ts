import type { Knex } from 'knex';
import { type WaitingRemoval, waitingRemovals, waitingSums } from '../../../removals/waiting.js';
import { count, number } from '../../../words/numbers.js';
import { countRecords } from '../../../words/record-kinds.js';
import { commandLine } from '../../ui/command-line.js';
import { NotFound } from '../../ui/page-error.js';
import type { Asking } from './asking.js';

const rowsOfPage = 100;
const schoolsShown = 12;

/** The list of what would be archived, a page of it, with the buttons that decide. */
export interface RemovalsPage {
  title: string;
  /** Of the form; null if nobody can send an answer from here. */
  token: string | null;
  runId: number;
  scope: string;
  records: number;
  archiveButton: string;
  keepButton: string;
  commands: string[];
  inDoubt: boolean;
  overThreshold: boolean;
  sums: { what: string; school: string; why: string }[];
  moreSums: string | null;
  rows: { name: string; id: string; what: string; school: string }[];
  place: string;
  before: string | null;
  after: string | null;
}

/** @throws NotFound for a page after the last */
export async function removalsPage(
  db: Knex,
  asking: Asking,
  { token, page, dataFolder }: { token: string | null; page: number; dataFolder: string | null },
): Promise<RemovalsPage> {
  const kinds = asking.removals.map(({ kind }) => kind);
  const sums = await waitingSums(db, asking, kinds);
  const rows = await waitingRemovals(db, asking, kinds, { limit: rowsOfPage, offset: (page - 1) * rowsOfPage });
  const records = sums.reduce((sum, each) => sum + each.count, 0);
  const pages = Math.max(1, Math.ceil(records / rowsOfPage));
  if (page > pages) throw new NotFound();
  const url = (n: number) => `/runs/${asking.runId}/removals?page=${n}`;
  const left = sums.slice(schoolsShown).reduce((sum, each) => sum + each.count, 0);
  return {
    title: `${count(records, 'record')} would be archived`,
    ...{ token, runId: asking.runId, scope: asking.scope, records },
    archiveButton: `Archive ${records === 1 ? 'this 1 record' : `these ${number(records)} records`} once…`,
    keepButton: `Keep ${records === 1 ? 'it' : `all ${number(records)}`}`,
    commands: ['keep', 'archive'].map((answer) => commandLine(`decide ${asking.scope} removals ${answer}`, dataFolder)),
    inDoubt: sums.some(({ reason }) => reason === 'errors'),
    overThreshold: sums.some(({ reason }) => reason === 'threshold'),
    sums: sums.slice(0, schoolsShown).map(({ kind, school, reason, count: n }) => ({
      what: countRecords(n, kind),
      school: school || 'no school',
      why: reason === 'errors' ? 'rows in error may be about them' : 'more than the Deletion Threshold',
    })),
    moreSums: left > 0 ? `and ${number(left)} more` : null,
    rows: rows.map((row) => ({
      name: row.name || 'no name',
      id: row.sisId,
      what: whatOf(row),
      school: row.school,
    })),
    place: `${number((page - 1) * rowsOfPage + 1)} to ${number((page - 1) * rowsOfPage + rows.length)} of ${number(records)}`,
    before: page > 1 ? url(page - 1) : null,
    after: page < pages ? url(page + 1) : null,
  };
}

function whatOf({ kind, relationship, student, goesWithIt, classroom, attribute, role }: WaitingRemoval): string {
  switch (kind) {
    case 'guardianLinks':
      return `${relationship || 'guardian'} of ${student}${goesWithIt ? '; the guardian too, who would have no child left' : ''}`;
    case 'students':
      return role === '' ? 'student' : `student, grade ${role}`;
    case 'staff':
      return role || 'staff';
    case 'classrooms':
      return 'classroom';
    case 'enrollments':
      return `enrolled in ${classroom}`;
    default:
      return attribute;
  }
}
