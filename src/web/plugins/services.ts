import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import type { DemoControl } from '../../demo/story.js';
import type { SyncAnswers } from '../../requests/answers.js';

/** What pages read from and send to. */
export interface Services {
  db: Knex;
  /** Root of Temporal's web interface; null if nobody said where it is. */
  temporalUiUrl: string | null;
  temporalNamespace: string;
  /** The folder that commands on pages name with `--data`; null for the default folder. */
  dataFolder: string | null;
  /** Sends what people answer to the waiting sync; without it, pages show the commands in place of buttons. */
  answers: SyncAnswers | null;
  /** The running demo: its pages have buttons that steer it. Never in production. */
  demo: DemoControl | null;
}

declare module 'fastify' {
  interface FastifyInstance {
    services: Services;
  }
}

export function addServices(app: FastifyInstance, services: Services): void {
  app.decorate('services', services);
}
