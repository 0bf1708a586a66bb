import { countsByKind, type EntityCounts } from '../../../../runs/counts.js';
import type { RunReport } from '../../../../runs/report.js';
import { countColumns, triedToArchive } from '../../../../words/changes.js';
import { number, percent } from '../../../../words/numbers.js';
import { recordKinds, recordNoun } from '../../../../words/record-kinds.js';

type Counts = RunReport['counts'];

/** In the order of `recordKinds`: stored JSON has none. */
function entities(counts: Counts): [kind: string, counts: EntityCounts][] {
  const all = countsByKind(counts);
  return recordKinds.flatMap(({ kind }) => (all[kind] ? [[kind, all[kind]] as [string, EntityCounts]] : []));
}

/** How many of a kind there are after the run, and in a few words what is new about them. */
export interface Headline {
  figure: string;
  noun: string;
  note: string;
}

/** Every count of every kind. */
export interface CountTable {
  columns: string[];
  rows: { name: string; cells: { text: string; zero: boolean }[] }[];
}

export function headlines(counts: Counts): Headline[] {
  const cards: Headline[] = entities(counts)
    .filter(([kind]) => kind !== 'terms')
    .map(([kind, { created, updated, unchanged, restored, archived }]) => {
      const standing = created + updated + unchanged + restored;
      return {
        figure: number(standing),
        noun: recordNoun(kind, standing),
        note: note({ created, updated, restored, archived }, standing),
      };
    });
  if (counts.accounts) {
    const { created, updated, closed, reopened, merged } = counts.accounts;
    const changes = { updated, closed, reopened, merged };
    const rest = Object.entries(changes)
      .filter(([, n]) => n > 0)
      .map(([what, n]) => `${number(n)} ${what}`);
    cards.push({
      figure: number(created),
      noun: created === 1 ? 'new account' : 'new accounts',
      note: rest.join(', ') || 'no other changes',
    });
  }
  return cards;
}

function note(
  changes: { created: number; updated: number; restored: number; archived: number },
  standing: number,
): string {
  if (standing > 0 && changes.created === standing && changes.archived === 0) return 'all new';
  const words = { created: 'new', updated: 'changed', restored: 'back', archived: 'archived' };
  const parts = Object.entries(words).map(([change, word]) => [changes[change as keyof typeof changes], word] as const);
  return (
    parts
      .filter(([n]) => n > 0)
      .map(([n, word]) => `${number(n)} ${word}`)
      .join(', ') || 'unchanged'
  );
}

/** The same in full; with what the run tried to archive, if it was stopped from doing so. */
export function countTable(counts: Counts): CountTable {
  const all = entities(counts);
  const tried = all.some(([, counted]) => counted.triedToArchive);
  return {
    columns: [...countColumns, ...(tried ? [triedToArchive] : [])],
    rows: all.map(([kind, each]) => ({
      name: recordNoun(kind, 2),
      cells: [
        ...countColumns.map((column) => ({ text: number(each[column]), zero: each[column] === 0 })),
        ...(tried ? [triedCell(each)] : []),
      ],
    })),
  };
}

function triedCell({ triedToArchive: tried }: EntityCounts): { text: string; zero: boolean } {
  if (!tried) return { text: '0', zero: true };
  return { text: `${number(tried.count)} (${percent(tried.percent)})`, zero: false };
}
