import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import fc from 'fast-check';
import { stopTestServers } from './servers.js';

// A property that fails says so at once, with its seed. PROPERTY_SHRINK=1 PROPERTY_SEED=… then looks for the smallest
// counterexample: minutes, where each step is a sync.
fc.configureGlobal({
  endOnFailure: process.env.PROPERTY_SHRINK !== '1',
  ...(process.env.PROPERTY_SEED ? { seed: Number(process.env.PROPERTY_SEED) } : {}),
});

// Signals are mocha's; workers that a test starts are stopped by the test.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  shutdownSignals: [],
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
});

export const mochaHooks = {
  async afterAll(this: Mocha.Context) {
    this.timeout(60_000);
    await stopTestServers();
  },
};
