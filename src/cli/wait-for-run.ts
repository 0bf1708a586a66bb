import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { type Followed, followRun, type Look, type StepProgress } from '../requests/follow.js';
import { number } from '../words/numbers.js';
import type { Cli } from './cli.js';
import { ProgressLine } from './progress-line.js';

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
    'No worker has taken the request up yet: is "dailysync up" or "dailysync worker" running?',
  );
  const interrupted = () => {
    line.end();
    cli.say(`The sync goes on. "dailysync runs ${followed.scope.slug}" shows how it goes.`);
  };
  cli.io.interrupted.addEventListener('abort', interrupted, { once: true });
  const show = (look: Look) => {
    if (look.unanswered) patience.lose();
    else patience.calm();
    showStages(line, look);
  };
  try {
    return await followRun(db, client, followed, show, cli.io.interrupted);
  } finally {
    cli.io.interrupted.removeEventListener('abort', interrupted);
    line.end();
  }
}

function showStages(line: ProgressLine, { board, step }: Look): void {
  const stages = board?.stages.map(({ stage, state }) => `${stage} ${state}`).join(' · ');
  line.update(stages === undefined ? 'Waiting for its turn …' : stages || 'Starting …', step ? stepText(step) : '');
}

/** Steps count bytes or records: a share says as much. */
function stepText({ step, done, total }: StepProgress): string {
  return `(${step} ${total ? `${Math.min(100, Math.floor((done / total) * 100))} %` : number(done)})`;
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
