import type { EntityCounts, GuardianRowCounts } from '../runs/counts.js';
import type { RunReport } from '../runs/report.js';
import { count, kindWords, number } from './words.js';

type Counts = RunReport['counts'];

/** In the order of `kindWords`: stored JSON has none. */
function entities({ roster, guardians, attributes }: Counts): [kind: string, counts: EntityCounts][] {
  const all: Record<string, EntityCounts | undefined> = {
    ...roster,
    guardians: guardians?.guardians,
    guardianLinks: guardians?.guardianLinks,
    studentAttributes: attributes?.studentAttributes,
  };
  return Object.keys(kindWords).flatMap((kind) => (all[kind] ? [[kind, all[kind]] as [string, EntityCounts]] : []));
}

/** How many of each kind the run left standing, and in a few words what is new about them. */
export function headlines(counts: Counts): { figure: string; noun: string; note: string }[] {
  const cards = entities(counts)
    .filter(([kind]) => kind !== 'terms')
    .map(([kind, { created, updated, unchanged, restored, archived }]) => {
      const standing = created + updated + unchanged + restored;
      const [one, many] = kindWords[kind] ?? [kind, kind];
      return {
        figure: number(standing),
        noun: standing === 1 ? one : many,
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
      note: rest.join(', ') || 'no other changed',
    });
  }
  return cards;
}

function note(
  changes: { created: number; updated: number; restored: number; archived: number },
  standing: number,
): string {
  if (standing > 0 && changes.created === standing && changes.archived === 0) return 'all new';
  const words = { created: 'new', updated: 'changed', restored: 'back', archived: 'gone' };
  const parts = Object.entries(words).map(([change, word]) => [changes[change as keyof typeof changes], word] as const);
  return (
    parts
      .filter(([n]) => n > 0)
      .map(([n, word]) => `${number(n)} ${word}`)
      .join(', ') || 'unchanged'
  );
}

export const countColumns = ['read', 'created', 'updated', 'unchanged', 'skipped', 'archived', 'restored'] as const;

/** The same in full; with what the run tried to archive, where it did and was not let. */
export function countTable(counts: Counts) {
  const all = entities(counts);
  const tried = all.some(([, { triedToArchive }]) => triedToArchive);
  return {
    columns: [...countColumns, ...(tried ? ['tried to archive'] : [])],
    rows: all.map(([kind, each]) => ({
      name: (kindWords[kind] ?? [kind, kind])[1],
      cells: [
        ...countColumns.map((column) => ({ text: number(each[column]), zero: each[column] === 0 })),
        ...(tried ? [triedCell(each)] : []),
      ],
    })),
  };
}

function triedCell({ triedToArchive }: EntityCounts): { text: string; zero: boolean } {
  if (!triedToArchive) return { text: '0', zero: true };
  return { text: `${number(triedToArchive.count)} (${triedToArchive.percent} %)`, zero: false };
}

const rowWords: Record<Exclude<keyof GuardianRowCounts, 'read'>, string> = {
  applied: 'applied',
  unchanged: 'unchanged',
  skipped: 'skipped, and read again next time',
  error: 'in error',
  duplicate: 'said twice',
  leftOut: 'left out by contact type',
  blank: 'blank',
};

const rowKinds = Object.keys(rowWords) as (keyof typeof rowWords)[];

/** A part of one row in ten thousand is still to be seen. */
const thinnest = 6;

/** The parts that the rows of the file add up from, with their places in a bar of 1000 units. */
export function rowParts({ read, ...parts }: GuardianRowCounts) {
  const present = rowKinds.filter((kind) => parts[kind] > 0);
  const widths = present.map((kind) => Math.max(thinnest, Math.floor((parts[kind] / Math.max(1, read)) * 1000)));
  // The widest makes room for the thin ones, and takes what rounding left.
  const widest = widths.indexOf(Math.max(...widths));
  widths[widest]! += 1000 - widths.reduce((sum, width) => sum + width, 0);
  return present.map((kind, n) => ({
    ...{ kind, count: count(parts[kind], 'row'), words: rowWords[kind], width: widths[n]! },
    x: widths.slice(0, n).reduce((sum, width) => sum + width, 0),
  }));
}
