import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { stopTestServers } from './servers.js';

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
