#!/usr/bin/env node
// The `dailysync` command: runs the build, making it first in a fresh checkout.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { become, ensurePackages, main, root } from './setup.mjs';

const entry = 'dist/src/cli/main.js';

await main(async () => {
  if (!existsSync(path.join(root, entry))) {
    await ensurePackages();
    const { ensureBuild } = await import('./build.mjs');
    await ensureBuild();
  }
  await become(entry);
});
