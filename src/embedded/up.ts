import path from 'node:path';
import { type Command, type SystemOptions, startSystem } from './system.js';

export interface UpOptions {
  /** Data folder; `.dailysync` in the working folder when absent. */
  data?: string;
  pgPort?: number;
  temporalPort?: number;
  uiPort?: number;
  webPort?: number;
}

export const DEFAULT_DATA_FOLDER = '.dailysync';
/** Temporal's are its usual ones; PostgreSQL's and the web's avoid those that a developer's machine often has taken. */
export const DEFAULT_PORTS = { postgres: 54320, temporal: 7233, ui: 8233, web: 8080 };

const SIGNALS: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * `dailysync up`: runs the whole system until SIGINT (Ctrl-C), SIGTERM or SIGHUP, then ends it in order.
 *
 * @param log lines for a person; standard error is meant
 * @param children this installation's own commands when absent
 * @throws SyncFailure as startSystem
 */
export async function up(
  options: UpOptions,
  log: (line: string) => void,
  children: SystemOptions['children'] = ownCommands(),
): Promise<void> {
  let signalled!: () => void;
  const asked = new Promise<void>((resolve) => {
    signalled = resolve;
  });
  let count = 0;
  const onSignal = () => {
    count += 1;
    log(count === 1 ? 'Stopping: the worker may take up to 30 s to finish what it is at …' : 'Still stopping …');
    signalled();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    const system = await startSystem({
      dataDir: path.resolve(options.data ?? DEFAULT_DATA_FOLDER),
      ports: {
        postgres: options.pgPort ?? DEFAULT_PORTS.postgres,
        temporal: options.temporalPort ?? DEFAULT_PORTS.temporal,
        ui: options.uiPort ?? DEFAULT_PORTS.ui,
        web: options.webPort ?? DEFAULT_PORTS.web,
      },
      children,
      // For commands on pages.
      env: options.data === undefined ? process.env : { ...process.env, DAILYSYNC_DATA_FOLDER: options.data },
      log,
    });
    if (count === 0) {
      log(`DailySync      ${system.webUrl}`);
      if (system.uiUrl) log(`Temporal's UI  ${system.uiUrl}`);
      log('Ctrl-C stops it; the next start goes on from here.');
    }
    await asked;
    await system.stop();
    log('Stopped.');
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

/** The commands of this same installation, from the build or, in development, from the sources. */
export function ownCommands(): SystemOptions['children'] {
  const entry = path.join(import.meta.dirname, '..', 'cli', `main${path.extname(import.meta.filename)}`);
  const command = (name: string): Command => [process.execPath, ...process.execArgv, entry, name];
  return { migrate: command('migrate'), worker: command('worker'), web: command('web') };
}
