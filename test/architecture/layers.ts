import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A folder of the table "Where things are", and what it may import; null: every folder further down. */
export interface Layer {
  folder: string;
  only: string[] | null;
  never: string[];
}

/** From one file of ours to another, as paths from the root. */
export type Import = [from: string, to: string];

/** The folders of ARCHITECTURE.md's table, from the top down. */
export function readLayers(markdown: string): Layer[] {
  const [, section = ''] = markdown.split(/^## Where things are$/m);
  const [table = ''] = section.split(/^## /m);
  return table.split('\n').flatMap((line) => {
    const [, folder = '', , mayImport = ''] = line.split('|').map((cell) => cell.trim());
    const [name] = named(folder);
    if (!name) return [];
    const listed = named(mayImport);
    const isExcept = mayImport.startsWith('not ');
    const only = mayImport === '' || isExcept ? null : listed;
    return [{ folder: name, only, never: isExcept ? listed : [] }];
  });
}

const named = (cell: string) => [...cell.matchAll(/`([^`]+\/)`/g)].map(([, name]) => name as string);

/** Every import of another file of ours, type imports and those made at run time among them. */
export function importsOf(root: string, folders: readonly string[]): Import[] {
  return sources(root, folders).flatMap((file) =>
    [...readFileSync(path.join(root, file), 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
      ([, specifier]): Import => [
        file,
        path.posix.join(path.posix.dirname(file), specifier as string).replace(/\.js$/, '.ts'),
      ],
    ),
  );
}

export function sources(root: string, folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/'))),
  );
}

/** The imports that the table doesn't allow: upward, of a folder not named for it, or of one that has no row. */
export function wrongImports(layers: readonly Layer[], imports: readonly Import[]): string[] {
  const rowOf = (file: string) =>
    layers
      .filter(({ folder }) => file.startsWith(folder))
      .sort((a, b) => b.folder.length - a.folder.length)
      .at(0);
  const isAllowed = ([from, to]: Import) => {
    const [own, other] = [rowOf(from), rowOf(to)];
    if (!own || !other) return false;
    if (own === other) return true;
    const listed = own.only?.includes(other.folder) ?? !own.never.includes(other.folder);
    return listed && layers.indexOf(own) < layers.indexOf(other);
  };
  return imports.filter((each) => !isAllowed(each)).map(([from, to]) => `${from} imports ${to}`);
}

/** Files that import each other, directly or by way of others: each circle once. */
export function circles(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const [from, to] of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const follow = (file: string, way: readonly string[]) => {
    const at = way.indexOf(file);
    if (at >= 0) found.push([...way.slice(at), file].join(' imports '));
    if (at >= 0 || done.has(file)) return;
    for (const each of next.get(file) ?? []) follow(each, [...way, file]);
    done.add(file);
  };
  for (const file of next.keys()) follow(file, []);
  return found;
}
