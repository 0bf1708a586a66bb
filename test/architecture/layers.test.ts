import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { circles, type Import, importsOf, readLayers, sources, wrongImports } from './layers.js';

const root = path.resolve(import.meta.dirname, '../..');
const folders = ['src', 'workflows', 'activities'];

describe('the folders of "Where things are" in ARCHITECTURE.md', () => {
  const layers = readLayers(readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8'));
  const imports = importsOf(root, folders);

  it('import each other from the top down alone', () => {
    assert.ok(imports.length > 1000);
    assert.deepEqual(wrongImports(layers, imports), []);
  });

  it('are all there, with a row for every file', () => {
    const files = sources(root, folders);
    const unused = layers.filter(({ folder }) => !files.some((file) => file.startsWith(folder)));
    const homeless = files.filter((file) => !layers.some(({ folder }) => file.startsWith(folder)));
    assert.deepEqual({ unused, homeless }, { unused: [], homeless: [] });
  });

  it('have no files that import each other in a circle', () => {
    assert.deepEqual(circles(imports), []);
  });
});

describe('the check of imports', () => {
  const table = `
## Where things are

| folder | subject | may import |
|---|---|---|
| \`top/\` | | not \`mid/\` |
| \`story/\` | | \`base/\` |
| \`mid/\` | | |
| \`mid/pure/\` | | nothing |
| \`base/\` | | nothing |

## Next
| \`other/\` | | |
`;
  const layers = readLayers(table);
  const wrong = (...imports: Import[]) => wrongImports(layers, imports);

  it('reads the rows in their order, and those of that table alone', () => {
    assert.deepEqual(
      layers.map(({ folder }) => folder),
      ['top/', 'story/', 'mid/', 'mid/pure/', 'base/'],
    );
  });

  it('lets a folder import itself and what is further down', () => {
    assert.deepEqual(wrong(['top/a.ts', 'top/b.ts'], ['top/a.ts', 'base/b.ts'], ['mid/a.ts', 'mid/pure/b.ts']), []);
  });

  it('tells of an import that goes up', () => {
    assert.deepEqual(wrong(['base/a.ts', 'mid/b.ts']), ['base/a.ts imports mid/b.ts']);
    assert.deepEqual(wrong(['mid/pure/a.ts', 'mid/b.ts']), ['mid/pure/a.ts imports mid/b.ts']);
  });

  it('tells of an import that the row doesn’t name, or excepts, or that has no row', () => {
    assert.equal(wrong(['story/a.ts', 'base/b.ts']).length, 0);
    assert.equal(wrong(['story/a.ts', 'mid/b.ts']).length, 1);
    assert.equal(wrong(['top/a.ts', 'mid/b.ts']).length, 1);
    assert.equal(wrong(['mid/pure/a.ts', 'base/b.ts']).length, 1);
    assert.equal(wrong(['mid/a.ts', 'nowhere/b.ts']).length, 1);
  });

  it('tells of files that import each other, also by way of others', () => {
    assert.deepEqual(
      circles([
        ['a.ts', 'b.ts'],
        ['b.ts', 'c.ts'],
        ['a.ts', 'c.ts'],
      ]),
      [],
    );
    assert.deepEqual(
      circles([
        ['a.ts', 'b.ts'],
        ['b.ts', 'c.ts'],
        ['c.ts', 'b.ts'],
      ]),
      ['b.ts imports c.ts imports b.ts'],
    );
  });

  it('sees type imports and imports at run time', () => {
    const own = importsOf(root, ['test/architecture']);
    assert.deepEqual(own, [['test/architecture/layers.test.ts', 'test/architecture/layers.ts']]);
    const all = importsOf(root, ['src/cli/commands']).map(([, to]) => to);
    assert.ok(all.includes('src/requests/start-sync.ts'));
  });
});
