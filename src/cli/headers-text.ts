import { fieldName, type Reading, whyNotRead } from '../guardian-file/index.js';

/** What became of the headers of a guardian file: a line for each guardian of a line, and one for those that were not read. */
export function headerLines(headers: readonly Reading[]): [label: string, text: string][] {
  const groups = [...new Set(headers.filter(({ column }) => column !== null).map(({ group }) => group))];
  const lines = groups.map((group): [string, string] => [
    group === undefined ? 'Columns' : group,
    headers.flatMap((reading) => (reading.group === group ? readAs(reading) : [])).join(', '),
  ]);
  const ignored = headers.filter(({ column, header }) => column === null && header !== '');
  if (ignored.length === 0) return lines;
  return [...lines, ['Not read', ignored.map((each) => `${each.header} (${whyNotRead(each)})`).join(', ')]];
}

function readAs({ header, column }: Reading): string[] {
  if (column === null) return [];
  return [header === column ? column : `${fieldName(column)} (from "${header}")`];
}
