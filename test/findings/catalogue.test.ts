import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { finding, findingKinds, findingSubjects } from '../../src/findings/catalogue.js';
import { fill } from '../../src/guardian-file/index.js';
import { sources } from '../architecture/layers.js';

const root = path.resolve(import.meta.dirname, '../..');
const tables = /^src\/(findings\/|guardian-file\/(findings|refusals|finding-kinds)\.ts$)/;
const files = sources(root, ['src', 'activities', 'workflows'])
  .filter((file) => !tables.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));

describe('the catalogue of findings', () => {
  it('has each code once', () => {
    const codes = Object.values(findingSubjects).flatMap((kinds) => Object.keys(kinds));
    assert.deepEqual(codes, Object.keys(findingKinds));
  });

  it('has no code that nothing finds', () => {
    // A hold's reason is named without the `held-` of its finding.
    const named = (code: string) => `'${code.replace(/^held-/, '')}'`;
    const dead = Object.keys(findingKinds).filter((code) => !files.some(({ text }) => text.includes(named(code))));
    assert.deepEqual(dead, []);
  });

  it('has every code that SQL asks for', () => {
    const scripts = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.sql') && !file.includes('migrations'))
      .map((file) => readFileSync(path.join(root, 'src', file), 'utf8'));
    const codes = [...scripts, ...files.map(({ text }) => text)]
      .filter((text) => text.includes('run_finding'))
      .flatMap((text) => [...text.matchAll(/\bcode (?:=|<>) '([^']+)'/g)].map(([, code]) => code as string));
    assert.deepEqual(
      codes.filter((code) => !(code in findingKinds)),
      [],
    );
    assert.ok(codes.includes('quiet-day'));
  });

  it('alone says how severe a finding is', () => {
    const severity = /severity["']?: ['"](error|warning|notice)['"]|'(error|warning|notice)' as severity/;
    assert.deepEqual(
      files.filter(({ text }) => severity.test(text)).map(({ file }) => file),
      [],
    );
  });

  it('is the one source of findings: they are written from its makers and by queries alone', () => {
    const writers = files.filter(({ text }) => /(into|copy|'|`)\s*run_finding\b/.test(text)).map(({ file }) => file);
    assert.deepEqual(writers.sort(), [
      'src/dry-runs/record.ts',
      'src/guardians/file/same-as-before.ts',
      'src/runs/finding-queries.ts',
      'src/runs/findings.ts',
    ]);
  });

  it('never prints a name that nothing fills', () => {
    assert.throws(() => fill('Row {line} of {file}', { line: 3 }), /Nothing fills \{file\}/);
    // @ts-expect-error: the types say so before anything runs.
    assert.throws(() => finding('row-field-count', { line: 3 }), /Nothing fills \{found\}/);
    const { message } = finding('row-field-count', { line: 3 }, { found: 4, expected: 5, cause: 'Why.' });
    assert.match(message, /has 4 cells, but the header has 5/);
  });
});
