import { findingKind } from '../../../../findings/catalogue.js';
import { type Severity, severities } from '../../../../guardian-file/index.js';
import type { RunReport } from '../../../../runs/report.js';
import { list } from '../../../../words/lists.js';
import { count, number } from '../../../../words/numbers.js';

type Found = RunReport['findings'];

/** Findings of one code that say the same. */
export interface FindingGroup {
  severity: Severity;
  code: string;
  message: string;
  /** A file with its lines: "guardians.csv, lines 12 and 40". */
  places: string[];
  contacts: Found['list'][number]['contacts'];
  /** Where the page tells more of them: an anchor. */
  above: string | null;
  /** "and 12 more": what was found of the code and is not listed; with the last group of a code. */
  more: string | null;
}

export interface FindingSection {
  severity: Severity;
  title: string;
  meaning: string;
  groups: FindingGroup[];
}

/** What a group of findings means; most findings are about a row of a file, or a value in it. */
const rowMeanings: Record<Severity, string> = {
  error: 'These rows could not be used. What is stored for their students stays as it was.',
  warning: 'A value or a row was left out. Everything else was used.',
  notice: 'Nothing is lost. Good to know.',
};

const otherMeanings: Record<Severity, string> = {
  error: 'The file or step below could not be used. What is stored stays as it was.',
  warning: 'Something for you to look at.',
  notice: 'Nothing is lost. Good to know.',
};

/** The report's findings by severity, those about rows apart, in words; nothing of what was not found. */
export function groupFindings(found: Found): FindingSection[] {
  return severities.flatMap((severity) => {
    const all = found.list.filter((each) => each.severity === severity);
    const inRows = all.filter(({ code }) => isOfRow(code));
    const others = all.filter(({ code }) => !isOfRow(code));
    const both = inRows.length > 0 && others.length > 0;
    return [
      ...sectionOf(severity, others, found.byCode, '', otherMeanings),
      ...sectionOf(severity, inRows, found.byCode, both ? ' in rows' : '', rowMeanings),
    ];
  });
}

function isOfRow(code: string): boolean {
  return ['row', 'value'].includes(findingKind(code).about);
}

function sectionOf(
  severity: Severity,
  all: Found['list'],
  byCode: Found['byCode'],
  where: string,
  meanings: Record<Severity, string>,
): FindingSection[] {
  if (all.length === 0) return [];
  const own = all.filter(({ code }) => !findingKind(code).section);
  const groups = [...groupsOf(own), ...pointers(all, byCode)];
  for (const [code, n] of unlisted(own, byCode)) {
    const last = groups.filter((group) => group.code === code).at(-1);
    if (last) last.more = `and ${number(n)} more`;
  }
  const total = [...new Set(all.map(({ code }) => code))].reduce((sum, code) => sum + (byCode[code] ?? 0), 0);
  return [{ severity, title: `${count(total, severity)}${where}`, meaning: meanings[severity], groups }];
}

/** A line for each code that the page has told of above, with names. */
function pointers(found: Found['list'], byCode: Found['byCode']): FindingGroup[] {
  const codes = [...new Set(found.map(({ code }) => code))];
  return codes.flatMap((code) => {
    const { section } = findingKind(code);
    if (!section) return [];
    const { severity, message } = found.find((each) => each.code === code)!;
    const said = section === 'shared' ? sharedWords : message;
    const times = (byCode[code] ?? 0) > 1 ? `${number(byCode[code]!)} times: ` : '';
    return [{ severity, code, message: `${times}${said}`, contacts: null, places: [], more: null, above: section }];
  });
}

const sharedWords =
  'Accounts have the same email or phone, but not the same name, email and phone, so they stay separate.';

function groupsOf(found: Found['list']): FindingGroup[] {
  const all = new Map<string, Found['list']>();
  for (const each of found) {
    const key = each.contacts ? `${each.code} ${all.size}` : `${each.code} ${each.message}`;
    all.set(key, [...(all.get(key) ?? []), each]);
  }
  return [...all.values()].map((members) => {
    const { severity, code, message, contacts } = members[0]!;
    return { severity, code, message, contacts, places: placesOf(members), more: null, above: null };
  });
}

function placesOf(members: Found['list']): string[] {
  const linesOf = new Map<string, Set<number>>();
  for (const { file, line } of members) {
    const lines = linesOf.get(file ?? '') ?? new Set();
    if (line !== null) lines.add(line);
    linesOf.set(file ?? '', lines);
  }
  return [...linesOf]
    .map(([file, lines]) => {
      const where = lines.size === 0 ? '' : `line${lines.size === 1 ? '' : 's'} ${list([...lines].map(String))}`;
      return [file, where].filter((part) => part !== '').join(', ');
    })
    .filter((place) => place !== '');
}

/** How many of each code were found beyond those listed. */
function unlisted(listed: Found['list'], byCode: Found['byCode']): [code: string, n: number][] {
  return [...new Set(listed.map(({ code }) => code))]
    .map((code): [string, number] => [code, (byCode[code] ?? 0) - listed.filter((each) => each.code === code).length])
    .filter(([, n]) => n > 0);
}
