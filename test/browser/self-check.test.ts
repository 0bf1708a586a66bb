import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildResult, build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { iconvDecoder } from '../../src/encoding/iconv.js';
import type * as core from '../../src/guardian-file/browser.js';
import type * as decoding from '../../src/guardian-file/decoding.js';
import { type Encoding, FINDINGS, REFUSALS } from '../../src/guardian-file/index.js';
import * as language from '../../src/guardian-file/language.js';
import { LANGUAGE_NAMES } from '../../src/guardian-file/language-names.js';
import { inProcess } from '../cli/run-cli.js';
import { type SelfCheckFile, selfCheckFiles } from '../guardian-file/self-check-files.js';
import { needs } from '../support/needs.js';

const quiet = ['--disable-background-networking', '--no-first-run', '--disable-component-update', '--disable-sync'];

/** Twice what it was when this was written: to notice a library that came along unseen. */
const MOST_BYTES = { plain: 420_000, gzip: 120_000 };

/** What a page needs, and two parts of it for the tests. */
const entry = ['browser', 'decoding', 'language'].map((name) => `export * from './${name}.ts';`).join('\n');

/** The global name of the bundle in the page. */
declare const checkCore: typeof core & typeof decoding & typeof language;

/** The check core as one script for the browser, and the command line, on the same files. */
describe('the self-check in the browser', function () {
  this.timeout(120_000);
  const executablePath = needs('chromium');
  const files = selfCheckFiles();
  let folder: string;
  let bundle: BuildResult<{ write: false; metafile: true }>;
  let script: string;
  let browser: Browser | undefined;
  let page: Page;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'dailysync-self-check-'));
    bundle = await build({
      stdin: { contents: entry, resolveDir: path.resolve(import.meta.dirname, '../../src/guardian-file') },
      bundle: true,
      minify: true,
      format: 'iife',
      globalName: 'checkCore',
      platform: 'browser',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    script = bundle.outputFiles[0]!.text;
    browser = await chromium.launch({
      executablePath,
      args: ['--headless', '--no-sandbox', '--disable-gpu', ...quiet],
    });
    page = await browser.newPage();
    await page.route('**/*', (route) => route.abort());
    await page.addScriptTag({ content: script });
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is one script without Node, of a bounded size', () => {
    assert.deepEqual([...bundle.errors, ...bundle.warnings], []);
    const [output] = Object.values(bundle.metafile.outputs);
    assert.deepEqual(output!.imports, []);
    const inputs = Object.keys(bundle.metafile.inputs).filter((input) => input !== '<stdin>');
    assert.ok(inputs.length > 30);
    for (const input of inputs)
      assert.match(input, /^(src\/guardian-file|node_modules\/(csv-parse|libphonenumber-js))\//);
    assert.doesNotMatch(script, /\brequire\(|node:|process\.(env|version|binding)/);
    const size = { plain: output!.bytes, gzip: gzipSync(script).length };
    console.log(`      ${size.plain} bytes, ${size.gzip} with gzip`);
    assert.ok(size.plain < MOST_BYTES.plain && size.gzip < MOST_BYTES.gzip);
  });

  it('has a file for every case, encoding, delimiter, damage and refusal', () => {
    const cases = new Set(files.flatMap(({ title }) => /^case (\d+),/.exec(title)?.[1] ?? []));
    assert.deepEqual(
      [...cases],
      Array.from({ length: 55 }, (_, index) => String(index + 1)),
    );
  });

  for (const file of files) {
    it(`agrees with dailysync check: ${file.title}`, async () => {
      const [here, there] = [await onCommandLine(file), await inBrowser(file)];
      assert.equal(there, here);
      const report = JSON.parse(here);
      if (file.title.startsWith('refused')) assert.equal(report.refusal?.code, file.title.split(' ')[1]);
      else assert.equal(report.refusal, null);
    });
  }

  it('agrees where the file is larger than 2 GiB', async () => {
    const at = path.join(folder, 'guardians.csv');
    writeFileSync(at, '');
    truncateSync(at, 2 * 1024 ** 3 + 1);
    const { out } = await inProcess(['check', at, '--json']);
    rmSync(at);
    const there = await page.evaluate(async () => {
      const file = { name: 'guardians.csv', size: 2 * 1024 ** 3 + 1, slice: Blob.prototype.slice.bind(new Blob([])) };
      return JSON.stringify(await checkCore.checkPickedFile(file, {}), null, 2);
    });
    assert.equal(`${there}\n`, out);
    assert.equal(JSON.parse(out).refusal.code, 'file-too-large');
  });

  it('covers every finding and refusal that one file by itself can have', async () => {
    const seen = new Set<string>();
    for (const file of files) {
      const { findingCounts, refusal } = JSON.parse(await onCommandLine(file));
      for (const code of Object.keys(findingCounts)) seen.add(code);
      if (refusal) seen.add(refusal.code);
    }
    // By the file before; above; of the sister file.
    const elsewhere = ['line-end-missing', 'file-too-large', 'column-unusable', 'attributes-missing'];
    const never = [...Object.keys(FINDINGS), ...Object.keys(REFUSALS)].filter((code) => !seen.has(code));
    assert.deepEqual(
      never.filter((code) => !elsewhere.includes(code)),
      [],
    );
  });

  it('keeps languages under the same tags as Node', async () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const two = letters.flatMap((one) => letters.map((other) => one + other));
    const three = two.flatMap((start) => letters.map((last) => start + last));
    const words = [
      ...two,
      ...three,
      ...LANGUAGE_NAMES.values(),
      'pt_br',
      'zh-hant-tw',
      'SR-latn',
      'es-419',
      'x-y',
      'en-x',
    ];
    const there = await page.evaluate((all) => all.map((word) => checkCore.normalizeLanguage(word)), words);
    assert.deepEqual(there, words.map(language.normalizeLanguage));
    assert.ok(there.filter((tag) => tag !== null).length > 1000);
  });

  describe('decoders', () => {
    const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const units = Uint16Array.from({ length: 0x10000 }, (_, unit) => unit);
    const pairs = Uint16Array.from({ length: 0x800 * 3 }, (_, index) =>
      index % 3 === 2 ? 0x41 : index % 3 === 0 ? 0xd800 + ((index / 3) & 0x3ff) : 0xdc00 + (((index - 1) / 3) & 0x3ff),
    );
    const swap = (bytes: Uint8Array) => Uint8Array.from(Buffer.from(bytes).swap16());
    const utf16 = [units, pairs].map(({ buffer }) => new Uint8Array(buffer));
    const text = Array.from({ length: 0x110000 }, (_, code) =>
      code >= 0xd800 && code < 0xe000 ? '' : String.fromCodePoint(code),
    ).join('');
    const inputs: [Encoding, Uint8Array[]][] = [
      ['windows-1252', [everyByte]],
      ['utf-16le', [...utf16, utf16[0]!.subarray(0, 1001)]],
      ['utf-16be', [...utf16.map(swap), swap(utf16[0]!).subarray(0, 1001)]],
      ['utf-8', [Buffer.from(text)]],
    ];
    for (const [encoding, contents] of inputs) {
      it(`iconv-lite in Node and TextDecoder in Chromium agree byte by byte: ${encoding}`, async () => {
        for (const bytes of contents) {
          for (const chunk of [1, 3, 4096, bytes.length]) {
            if (bytes.length > 200_000 && chunk < 4096) continue;
            const decoder = iconvDecoder(encoding);
            let here = '';
            for (let at = 0; at < bytes.length; at += chunk) here += decoder.decode(bytes.subarray(at, at + chunk));
            here += decoder.end();
            const there = await page.evaluate(
              ({ base64, name, size }) => {
                const all = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
                const browserDecoder = checkCore.textDecoder(name);
                let decoded = '';
                for (let at = 0; at < all.length; at += size)
                  decoded += browserDecoder.decode(all.subarray(at, at + size));
                return decoded + browserDecoder.end();
              },
              { base64: Buffer.from(bytes).toString('base64'), name: encoding, size: chunk },
            );
            assert.ok(there === here, `chunks of ${chunk}`);
            assert.ok(here.length >= bytes.length / 4);
          }
        }
      });
    }
  });

  /** What the command prints. */
  async function onCommandLine({ name, bytes, options }: SelfCheckFile): Promise<string> {
    const at = path.join(folder, name);
    writeFileSync(at, bytes);
    const { country, encoding, columnMapping = {}, contactTypes, leaveOutNoContact } = options;
    const args = [
      ...(country ? ['--country', country] : []),
      ...(encoding ? ['--encoding', encoding] : []),
      ...Object.entries(columnMapping).flatMap(([column, header]) => ['--map', `${column}=${header}`]),
      ...(contactTypes ? ['--contact-types', contactTypes.join(',')] : []),
      ...(leaveOutNoContact ? ['--leave-out-no-contact'] : []),
    ];
    const { out, code } = await inProcess(['check', at, ...args, '--json']);
    rmSync(at);
    assert.ok(code === 0 || code === 2, out);
    return out;
  }

  /** The report on the same file, picked in the browser, written as the command line writes its answers. */
  async function inBrowser({ name, bytes, options }: SelfCheckFile): Promise<string> {
    return page.evaluate(
      async ({ name, base64, options }) => {
        const file = new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name);
        return `${JSON.stringify(await checkCore.checkPickedFile(file, options), null, 2)}\n`;
      },
      { name, base64: Buffer.from(bytes).toString('base64'), options },
    );
  }
});
