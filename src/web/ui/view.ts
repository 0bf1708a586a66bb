import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Templates name each other by their path from here. */
export const webFolder = path.join(import.meta.dirname, '..');

/** What every page has. The rest is a page's own: plain data, without HTML, so that an API could answer with it. */
export interface Page {
  title: string;
}

/** A template, and what it shows. */
export interface View<Model extends Page> {
  readonly path: string;
  /** The model's type alone; there is no such value. */
  readonly shows?: Model;
}

/** A template in the folder of a module; the build copies it there. */
export function view<Model extends Page>(base: string, file: string): View<Model> {
  const found = fileURLToPath(new URL(file, base));
  if (!existsSync(found)) throw new Error(`No template ${found}`);
  return { path: `./${path.relative(webFolder, found)}` };
}
