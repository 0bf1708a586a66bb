/** Columns of a file row by our names; a column that no row has is not in the file. */
export type Row = Record<string, string>;

/** A CSV text with a header line. */
export function csv(rows: readonly Row[], columns = columnsOf(rows), delimiter = ','): string {
  const lines = rows.map((row) => columns.map((column) => quoted(row[column] ?? '', delimiter)).join(delimiter));
  return `${[columns.join(delimiter), ...lines].join('\n')}\n`;
}

export function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function quoted(cell: string, delimiter: string): string {
  return cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
