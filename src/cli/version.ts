import { existsSync, readFileSync } from 'node:fs';

/** The project's package.json lies two folders above the sources' `src/cli`, three above the build's. */
export function version(): string {
  const file = ['../../package.json', '../../../package.json']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : 'unknown';
}
