import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Seconds that plain psql needs for the same file on the same server.
 *
 * @throws where psql (Debian's postgresql-client) is missing
 */
export async function floorSeconds(databaseUrl: string, file: string, students: number): Promise<number> {
  const script = fileURLToPath(new URL('floor.sql', import.meta.url));
  const args = [
    databaseUrl,
    '-X',
    '-q',
    '-v',
    'ON_ERROR_STOP=1',
    '-v',
    `file=${file}`,
    '-v',
    `students=${students}`,
    '-f',
    script,
  ];
  const { stdout } = await promisify(execFile)('psql', args, { maxBuffer: 1 << 24 });
  const timed = stdout.slice(stdout.indexOf('floor begins'), stdout.indexOf('floor ends'));
  const times = [...timed.matchAll(/Time: ([\d.]+) ms/g)].map(([, ms]) => Number(ms));
  if (times.length < 10) throw new Error('psql gave no times');
  return times.reduce((sum, ms) => sum + ms, 0) / 1000;
}
