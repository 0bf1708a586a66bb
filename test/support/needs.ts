import { accessSync, appendFileSync, constants } from 'node:fs';
import path from 'node:path';

/** Debian package → a program that it brings. */
const PROGRAMS = {
  chromium: ['chromium'],
  'openssh-server': ['sshd'],
  rclone: ['rclone'],
  'postgresql-client': ['psql'],
} as const;

/**
 * Says that the suite around it (`describe`) needs a Debian package. Where it's missing the suite is skipped, and
 * `npm test` lists it in the box at its end (with CI=true that is a failure).
 *
 * @returns the path of the package's program; empty where the suite is skipped
 */
export function needs(debianPackage: keyof typeof PROGRAMS): string {
  const program = PROGRAMS[debianPackage].map(find).find((file) => file !== null);
  before(`needs ${debianPackage}`, function () {
    if (program) return;
    const list = process.env.DAILYSYNC_TEST_SKIPPED;
    if (list) appendFileSync(list, `${debianPackage}\t${this.test?.parent?.fullTitle() ?? ''}\n`);
    this.skip();
  });
  return program ?? '';
}

// sshd is in /usr/sbin, which a plain user's PATH may lack.
function find(program: string): string | null {
  for (const folder of [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin']) {
    const file = path.join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here.
    }
  }
  return null;
}
