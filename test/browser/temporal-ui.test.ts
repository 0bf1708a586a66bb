import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { freePort } from '../../src/embedded/ports.js';
import { type EmbeddedTemporal, startTemporal } from '../../src/embedded/temporal.js';
import { findScope } from '../../src/settings/scopes.js';
import { needs } from '../support/needs.js';
import { lastRun, syncToAttention, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const quiet = ['--disable-background-networking', '--no-first-run', '--disable-component-update', '--disable-sync'];

/** As support does it, who knows a district's name and the Temporal UI, and nothing of our pages. */
describe('The Temporal UI', function () {
  this.timeout(120_000);
  const executablePath = needs('chromium');
  const sharedServer = process.env.TEST_TEMPORAL_ADDRESS;
  let folder: string;
  let temporal: EmbeddedTemporal | undefined;
  let system: TestSystem | undefined;
  let browser: Browser | undefined;
  const blocked: string[] = [];

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'dailysync-ui-'));
    const ports = { port: await freePort(), uiPort: await freePort() };
    temporal = await startTemporal({ dataDir: folder, ...ports, persistent: false, log: () => {} });
    // The test run's own server has no web interface.
    process.env.TEST_TEMPORAL_ADDRESS = temporal.address;
    system = await createTestSystem();
    await insertStudents(system.db, system.scope, 2);
    await system.set({ 'roster.source': 'none' });
    await system.putFile('guardians.csv', 'studentSisId,firstName,lastName,email\nS1,Ana,Ruiz,ana@example.org\n');
    browser = await chromium.launch({
      executablePath,
      args: ['--headless', '--no-sandbox', '--disable-gpu', ...quiet],
    });
  });
  after(async () => {
    await browser?.close();
    await system?.stop();
    await temporal?.stop();
    if (sharedServer === undefined) delete process.env.TEST_TEMPORAL_ADDRESS;
    else process.env.TEST_TEMPORAL_ADDRESS = sharedServer;
    rmSync(folder, { recursive: true, force: true });
  });

  async function openPage(): Promise<Page> {
    const context = await browser!.newContext({ viewport: { width: 1400, height: 1000 } });
    await context.route('**/*', (route) => {
      const { hostname, origin } = new URL(route.request().url());
      if (hostname === '127.0.0.1') return route.continue();
      blocked.push(origin);
      return route.abort();
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    return page;
  }

  it('leads from a district’s name to its run, to what to do, and through retryFailed to its end', async () => {
    const { db, scope, password, set, withWorkers } = system!;
    const { names } = await findScope(db, scope);
    await set({ 'sftp.password': 'wrong' });
    await withWorkers(async () => {
      const { run_id: runId } = await syncToAttention(system!);
      const page = await openPage();
      await page.goto(`${temporal!.uiUrl}/namespaces/default/workflows`);

      // Find it: both filters that docs/operating.md names.
      await addFilter(page, 'DistrictName', names.districtName);
      await addFilter(page, 'SyncStatus', 'needs_attention');
      await page.getByRole('heading', { level: 1, name: '1 Workflow' }).waitFor();
      await page.getByRole('link', { name: `daily-sync/${scope}`, exact: true }).click();

      // Read what to do: of everything that the interface does not cut off.
      await page.getByRole('tab', { name: 'User Metadata' }).click();
      const details = await shownDetails(page);
      assert.match(details, new RegExp(`${scope} · needs attention · run ${runId}`));
      assert.match(
        details,
        /Guardian file: SftpAuth Login to the SFTP server .* was refused .* Enter them again in the SFTP settings/,
      );
      assert.match(
        details,
        /What you can do\s+Fix the cause named above\.\s+Press More Actions, Send an Update, choose retryFailed, Submit/,
      );

      // Fix the cause, then do what it says.
      await set({ 'sftp.password': password });
      await page.getByRole('button', { name: 'More Actions' }).click();
      await page.getByRole('menuitem', { name: 'Send an Update' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Select an Update' }).click();
      await page
        .getByRole('option', { name: 'retryFailed Run the failed steps again, after their cause was fixed.' })
        .click();
      await dialog.getByRole('button', { name: 'Submit' }).click();

      await until(async () => (await lastRun(system!)).status.startsWith('done'));
      await page.goto(page.url().replace(/\/user-metadata.*/, ''));
      await page.getByText('Completed', { exact: true }).first().waitFor();
      assert.equal((await lastRun(system!)).run_id, runId, 'the same run');
      await page.context().close();
    });
    assert.deepEqual(blocked, []);
  });
});

async function addFilter(page: Page, attribute: string, value: string): Promise<void> {
  await page.getByRole('button', { name: 'Add Filter' }).click();
  await page.getByRole('menuitem', { name: `${attribute} Keyword` }).click();
  // The last filter's menu is still fading away.
  const menu = page.getByLabel(new RegExp(`^Filter by ${attribute}`));
  await menu.getByPlaceholder('Enter value').fill(value);
  await menu.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('button', { name: `${attribute} =` }).waitFor();
}

/** Markdown is shown in frames of a fixed height, cut off at the end: the lines that a person sees of the last one. */
async function shownDetails(page: Page): Promise<string> {
  const frame = page.locator('iframe').last();
  await frame.contentFrame().getByText('needs attention').waitFor();
  const { height } = (await frame.boundingBox())!;
  const blocks = await frame.contentFrame().locator('p, li, tr').all();
  const shown: string[] = [];
  const top = (await frame.boundingBox())!.y;
  for (const block of blocks) {
    const box = await block.boundingBox();
    if (box && box.y + box.height <= top + height)
      shown.push(((await block.textContent()) ?? '').replace(/\s+/g, ' ').trim());
  }
  return shown.join('\n');
}
