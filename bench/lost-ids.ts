import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { query } from '../src/db/sql-files.js';
import { type Measured, startMeasuredSystem } from './measured-system.js';

/**
 * A file in which a spreadsheet turned a share of the student IDs into numbers like 1E05, each of which may mean a hundred
 * thousand students: the night before, and the night itself.
 */
export async function benchLostIds({ rows, say }: { rows: number; say(line: string): void }) {
  const bench = await startMeasuredSystem(say);
  const lost = Math.floor(rows / 10);
  try {
    await bench.addDistrict('lost-ids', rows);
    const first = 100_000;
    await query(bench.db, `update student set sis_id = cast(:first + cast(substr(source_id, 2) as int) as text)`, {
      first,
    });
    await query(bench.db, 'vacuum analyze student');
    const nights: Record<string, Measured> = {};
    for (const [name, rounded] of [
      ['whole', 0],
      ['lost', lost],
    ] as const) {
      const lines = Array.from({ length: rows }, (_, i) => {
        const id = i % 10 === 0 && i < rounded * 10 ? `${Math.round((first + i) / 100_000)}E05` : first + i;
        return `${id},G${i},Ana,Garcia ${i},g${i}@example.org`;
      });
      const text = ['studentSisId,guardianSisId,firstName,lastName,email', ...lines, ''].join('\r\n');
      writeFileSync(path.join(bench.files, 'guardians.csv'), text);
      nights[name] = await bench.sync('lost-ids');
      say(`${name}: ${JSON.stringify(nights[name])}`);
    }
    return { bench: 'lost-ids', rows, lost, ...nights };
  } finally {
    await bench.stop();
  }
}
