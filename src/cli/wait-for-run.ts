import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { type Followed, followRun, type Look } from '../requests/follow.js';
import type { Cli } from './cli.js';
import { ProgressLine } from './progress-line.js';
import { progressText } from './progress-text.js';

const PATIENCE_MS = 15_000;

/**
 * Follows a request to the end of its run, or until the run waits for a person, and shows the stages on the way.
 *
 * @returns the run that served the request
 * @throws SyncFailure as followRun does
 */
export async function waitForRun(
  cli: Cli,
  db: Knex,
  client: Client,
  followed: Followed & { scope: { slug: string } },
): Promise<number> {
  const line = new ProgressLine(cli.io.err);
  const patience = new Hint(
    cli,
    line,
    'No worker has started on it yet. Is "dailysync up" or "dailysync worker" running?',
  );
  const interrupted = () => {
    line.end();
    cli.say(`The sync continues. "dailysync runs ${followed.scope.slug}" shows how it is going.`);
  };
  cli.io.interrupted.addEventListener('abort', interrupted, { once: true });
  const show = (look: Look) => {
    if (look.waitsFor === 'worker') patience.lose();
    else patience.calm();
    line.update(...progressText(look));
  };
  try {
    return await followRun(db, client, followed, show, cli.io.interrupted);
  } finally {
    cli.io.interrupted.removeEventListener('abort', interrupted);
    line.end();
  }
}

/** Said once, when nothing has happened for a while. */
class Hint {
  private since = Date.now();
  private said = false;

  constructor(
    private readonly cli: Cli,
    private readonly line: ProgressLine,
    private readonly text: string,
  ) {}

  calm(): void {
    this.since = Date.now();
  }

  lose(): void {
    if (this.said || Date.now() - this.since < PATIENCE_MS) return;
    this.said = true;
    this.line.end();
    this.cli.say(this.text);
  }
}
