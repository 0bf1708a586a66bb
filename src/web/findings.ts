import type { RunReport } from '../runs/report.js';
import { count, number } from './words.js';

type Found = RunReport['findings'];
type Severity = Found['list'][number]['severity'];

/** Findings of one code that say the same, with the places where. */
export interface FindingGroup {
  severity: Severity;
  code: string;
  message: string;
  places: string[];
  contacts: Found['list'][number]['contacts'];
}

export interface FindingSection {
  severity: Severity;
  title: string;
  meaning: string;
  groups: FindingGroup[];
  /** Per code, what was found and is not listed: "and 12 more of student-unknown". */
  more: string[];
}

const sections: Record<Severity, readonly [one: string, meaning: string]> = {
  error: ['error', 'The row could not be used. What is stored for its student stays as it was.'],
  warning: ['warning', 'A value was dropped, or a row skipped; the rest of it counts.'],
  notice: ['notice', 'Nothing is lost; good to know.'],
};

/** The report's findings by severity, in words; nothing of a severity that was not found. */
export function groupFindings({ total, byCode, list }: Found): FindingSection[] {
  return (['error', 'warning', 'notice'] as const)
    .filter((severity) => total[severity] > 0)
    .map((severity) => {
      const found = list.filter((each) => each.severity === severity);
      const [noun, meaning] = sections[severity];
      return {
        severity,
        title: count(total[severity], noun),
        meaning,
        groups: groups(found),
        more: unlisted(found, byCode),
      };
    });
}

function groups(found: Found['list']): FindingGroup[] {
  const all = new Map<string, FindingGroup>();
  for (const { severity, code, message, file, line, contacts } of found) {
    const key = contacts ? `${code} ${all.size}` : `${code} ${message}`;
    const group = all.get(key) ?? { severity, code, message, places: [], contacts };
    all.set(key, group);
    if (line !== null) group.places.push(`${file ? `${file}, ` : ''}line ${number(line)}`);
    else if (file) group.places.push(file);
  }
  return [...all.values()].map((group) => ({ ...group, places: [...new Set(group.places)] }));
}

function unlisted(found: Found['list'], byCode: Found['byCode']): string[] {
  const listed = new Map<string, number>();
  for (const { code } of found) listed.set(code, (listed.get(code) ?? 0) + 1);
  return [...listed]
    .filter(([code, n]) => (byCode[code] ?? 0) > n)
    .map(([code, n]) => `${number((byCode[code] ?? 0) - n)} more of ${code}`);
}
