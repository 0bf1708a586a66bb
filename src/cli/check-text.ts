import {
  type CheckReport,
  FINDINGS,
  type Finding,
  type FindingCode,
  type Reading,
  severities,
} from '../guardian-file/index.js';
import { delimiterName } from '../words/files.js';
import { count, number, size } from '../words/numbers.js';
import { headerLines } from './headers-text.js';

const LINES_PER_CODE = 20;

/** The check's report as people read it. */
export function checkText(report: CheckReport): string {
  const { file, encoding, delimiter, columns, counts, refusal, limits } = report;
  const lines = [`File       ${file.name}, ${size(file.size)}`];
  if (encoding)
    lines.push(`Encoding   ${encoding.encoding}${encoding.pinned ? ' (as told)' : ''}: ${encoding.sentence}`);
  if (delimiter) lines.push(`Separator  ${delimiterName(delimiter)}`);
  if (columns) {
    const headers = columns.headers ?? studentOnly(columns.found);
    for (const [label, text] of headerLines(headers)) lines.push(`${label.padEnd(10)} ${text}`);
    if (columns.attributes) lines.push(`Attributes ${columns.attributes.join(', ')}`);
    if (columns.missing.length > 0) lines.push(`Missing    ${columns.missing.join(', ')}`);
    const { read, good, error, blank, leftOut } = counts;
    const parts = [
      `${number(good)} good`,
      `${number(error)} in error`,
      `${number(leftOut)} left out (contact type)`,
      `${number(blank)} blank`,
    ];
    lines.push(`Rows       ${number(read)} read = ${parts.join(' + ')}`);
  }
  lines.push('', ...findings(report));
  lines.push(
    refusal ? `REFUSED (${refusal.code}): ${refusal.message}` : `USABLE: ${count(counts.good, 'row')} can be applied.`,
  );
  lines.push(limits);
  return lines.join('\n');
}

/** Of a student attributes file: all its other headers are attributes. */
function studentOnly({ studentSisId: header = '' }: NonNullable<CheckReport['columns']>['found']): Reading[] {
  return [{ header, column: 'studentSisId' }];
}

function findings({ findingCounts, findings: listed }: CheckReport): string[] {
  const codes = Object.keys(findingCounts) as FindingCode[];
  const of = (code: FindingCode) => listed.filter((each) => each.code === code);
  const rank = (code: FindingCode) => severities.indexOf(FINDINGS[code].severity);
  return codes
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((code) => findingsOfCode(code, findingCounts[code] ?? 0, of(code).slice(0, LINES_PER_CODE)));
}

function findingsOfCode(code: FindingCode, found: number, shown: Finding[]): string[] {
  const more = found - shown.length;
  return [
    `${FINDINGS[code].severity} ${code} (${number(found)})`,
    ...shown.map(({ line, message }) => `  ${line === null ? '' : `line ${line}: `}${message}`),
    ...(more > 0 ? [`  and ${number(more)} more`] : []),
    '',
  ];
}
