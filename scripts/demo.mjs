// npm run demo: installs and builds what is missing, then runs the demo with the arguments given.
import { ensureBuild } from './build.mjs';
import { become, ensurePackages, ensureTemporalCli, main } from './setup.mjs';

await main(async () => {
  await ensurePackages();
  await ensureBuild();
  if (!process.env.TEMPORAL_ADDRESS) await ensureTemporalCli();
  await become('dist/src/main/demo.js');
});
