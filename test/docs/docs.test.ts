import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findingsDoc } from '../../scripts/findings-doc.js';
import { settingsDoc } from '../../scripts/settings-doc.js';
import { guardianFileDoc } from '../../scripts/write-docs.js';
import { fields } from '../../src/settings/fields.js';
import { filePurposes } from '../../src/sftp/file-failures.js';

const root = path.resolve(import.meta.dirname, '../..');

describe('the documents', () => {
  it('have the guardian file as the program knows it (else: npx tsx scripts/write-docs.ts)', () => {
    assert.equal(readFileSync(path.join(root, 'docs/guardian-file.md'), 'utf8'), guardianFileDoc());
  });

  it('have the settings as the program knows them (else: npx tsx scripts/write-docs.ts)', () => {
    assert.equal(readFileSync(path.join(root, 'docs/settings.md'), 'utf8'), settingsDoc(fields));
  });

  it('have every finding as the program knows it (else: npx tsx scripts/write-docs.ts)', () => {
    assert.equal(readFileSync(path.join(root, 'docs/findings.md'), 'utf8'), findingsDoc());
  });

  it('list every failure code of the sources', () => {
    const text = readFileSync(path.join(root, 'docs/failures.md'), 'utf8');
    const codes = sources().flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/SyncFailure\(\s*'(\w+)'/g)].map(([, code]) => code as string),
    );
    assert.ok(codes.length > 50);
    assert.deepEqual(
      [...new Set(codes)].filter((code) => !text.includes(`\`${code}\``)),
      [],
    );
  });

  it('list no failure code that nothing fails with', () => {
    const all = sources()
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const rows = readFileSync(path.join(root, 'docs/failures.md'), 'utf8').match(/^\| `.*?(?= \|)/gm) ?? [];
    const codes = rows.flatMap((row) => [...row.matchAll(/`([A-Z]\w+)`/g)].map(([, code]) => code as string));
    // Of files the first part is what the file is for.
    const ofFiles = filePurposes.flatMap((purpose) =>
      ['NotFound', 'StillWriting', 'TooLarge'].map((end) => purpose + end),
    );
    assert.ok(codes.length > 50);
    assert.deepEqual(
      codes.filter((code) => !all.includes(`'${code}'`) && !ofFiles.includes(code)),
      [],
    );
  });

  it('explain every variable that the program reads, and the one that a local SFTP server needs', () => {
    const [operating, readme] = ['docs/operating.md', 'README.md'].map((file) =>
      readFileSync(path.join(root, file), 'utf8'),
    ) as [string, string];
    const names = sources().flatMap((file) => readFileSync(file, 'utf8').match(/DAILYSYNC_[A-Z_]+/g) ?? []);
    assert.ok(names.includes('DAILYSYNC_ALLOW_PRIVATE_HOSTS'));
    assert.deepEqual(
      [...new Set(names)].filter((name) => !operating.includes(`\`${name}`)),
      [],
    );
    assert.match(readme, /DAILYSYNC_ALLOW_PRIVATE_HOSTS=1 npx dailysync up[^`]*sftp\.port=/);
  });

  it('name only files and folders that exist', () => {
    const named = documents().flatMap((document) => namedPaths(document).map((file) => ({ document, file })));
    assert.ok(named.length > 100);
    assert.deepEqual(
      named.filter(({ file }) => !existsSync(path.join(root, file))),
      [],
    );
  });
});

function documents(): string[] {
  const inDocs = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  return ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', ...inDocs.map((file) => path.join('docs', file))].filter(
    (file) => file.endsWith('.md'),
  );
}

/** The paths in a document's text and links, from the project's folder. Those with a placeholder, such as <name>, are left out. */
function namedPaths(document: string): string[] {
  const text = readFileSync(path.join(root, document), 'utf8');
  const inText =
    text.match(/(?<![\w./<>-])(?:src|activities|workflows|scripts|bench|docs|test)\/[\w./<>*-]*(?<!\.)/g) ?? [];
  const links = [...text.matchAll(/\]\((?!\w+:|#)([^)#]+)/g)].map(([, to]) =>
    path.join(path.dirname(document), to as string),
  );
  return [...inText, ...links].filter((file) => !/[<*]/.test(file));
}

function sources(): string[] {
  return ['src', 'activities', 'workflows'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.join(root, folder, file)),
  );
}
