import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const source = path.join(import.meta.dirname, '../../src');

function files(extension: string): string[] {
  const all = readdirSync(source, { recursive: true, encoding: 'utf8' });
  return all.filter((file) => file.endsWith(extension) && !file.includes('migrations')).sort();
}

const read = (file: string) => readFileSync(path.join(source, file), 'utf8');

/** What code names when it runs: `{{chosen}}`, or `placed_${table}` in what it makes itself. */
const name = String.raw`(?:\{\{\w+\}\}|[a-z_]\w*)`;
const made = (sql: string) =>
  [...sql.matchAll(/create temp table (?:if not exists )?([\w{}$]+)/g)].map(([, table]) => table!);

/** The working tables that any code makes, and the names of staged ones. */
function workingTables(): (table: string) => boolean {
  const code = files('.ts').map(read);
  const all = [...files('.sql').map(read), ...code].flatMap(made);
  const given = code.flatMap((text) => [...text.matchAll(/\b(?:chosen|unnamed|absent|ending): '(\w+)'/g)]);
  const known = new Set([...all, ...given.map(([, table]) => table!)]);
  // One for each table of records, as `placed_student`.
  const templates = all
    .filter((table) => /^\w+_[${]/.test(table))
    .map((table) => table.replace(/[${].*/, String.raw`\w+`));
  const templated = new RegExp(`^(?:${templates.join('|')})$`);
  return (table) => known.has(table) || templated.test(table) || (table.startsWith('{{') && table !== '{{table}}');
}

export interface SqlHead {
  file: string;
  /** The lines that say it; '': the head has none. */
  said: string;
  /** The lines that should; '': the file has nothing to do with working tables. */
  wanted: string;
}

/** What the head of each SQL file says of working tables, and what it should. */
export function sqlHeads(): SqlHead[] {
  const isWorking = workingTables();
  return files('.sql').map((file) => {
    const text = read(file);
    const sql = text.replace(/--.*$/gm, '');
    const makes = [...new Set(made(sql))];
    const defined = [...sql.matchAll(/(?:with(?: recursive)?|,)\s+(\w+) as (?:materialized )?\(/g)];
    const own = new Set([...makes, ...defined.map(([, table]) => table!)]);
    const after = (verbs: string) => {
      const found = [...sql.matchAll(new RegExp(String.raw`\b(?:${verbs})\s+(${name})(?![\w.(])`, 'g'))];
      return [...new Set(found.map(([, table]) => table!))].filter((table) => !own.has(table) && isWorking(table));
    };
    const changes = after('insert into|update|delete from');
    const reads = after('from|join|using').filter((table) => !changes.includes(table));
    const parts = [
      ['Reads', reads],
      ['Makes', makes],
      ['Changes', changes],
    ] as const;
    const filled = parts.filter(([, tables]) => tables.length > 0);
    const sentences = filled.map(([verb, tables]) => `-- ${verb} ${tables.join(', ')}.\n`);
    return { file, said: /^(?:-- (?:Reads|Makes|Changes) .*\n)+/m.exec(text)?.[0] ?? '', wanted: sentences.join('') };
  });
}
