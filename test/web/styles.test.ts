import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { webFolder } from '../../src/web/ui/view.js';

const filesIn = (folder: string) =>
  readdirSync(path.join(webFolder, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    path.join(webFolder, folder, file),
  );
const textOf = (folder: string, kind: RegExp) =>
  filesIn(folder)
    .filter((file) => kind.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
const features = readdirSync(path.join(webFolder, 'features'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => path.join('features', name));

/** The classes that a part of the style sheet styles. */
const styledIn = (folder: string): Set<string> => {
  const rules = textOf(folder, /\.css$/).replace(/\/\*[\s\S]*?\*\/|\{[^{}]*\}/g, ' ');
  return new Set([...rules.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name]) => name!));
};

const usedIn = (folder: string): Set<string> => {
  const classes = [...textOf(folder, /\.eta$/).matchAll(/class="((?:<%[\s\S]*?%>|[^"])*)"/g)].map(([, text]) => text!);
  return new Set(classes.flatMap((text) => text.replace(/<%[\s\S]*?%>/g, ' ').split(/\s+/)).filter(Boolean));
};

describe('The parts of the style sheet', () => {
  const shared = styledIn('ui');

  for (const feature of features) {
    const own = styledIn(feature);
    const others = features.filter((each) => each !== feature);

    it(`of ${feature} styles what no other feature styles or uses`, () => {
      for (const other of others) {
        const foreign = [...styledIn(other), ...usedIn(other)].filter((name) => own.has(name) && !shared.has(name));
        assert.deepEqual([...new Set(foreign)], [], other);
      }
    });

    it(`of ${feature} styles nothing that the feature doesn't have`, () => {
      // Some classes are keys of tables in src/words.
      const text = textOf(feature, /\.(eta|ts)$/) + textOf('../words', /\.ts$/);
      assert.deepEqual(
        [...own].filter((name) => !new RegExp(`\\b${name}\\b`).test(text)),
        [],
      );
    });
  }

  it('of all pages styles nothing that no page has', () => {
    const text = textOf('.', /\.(eta|ts)$/);
    assert.deepEqual(
      [...shared].filter((name) => !new RegExp(`\\b${name}\\b`).test(text)),
      [],
    );
  });
});
