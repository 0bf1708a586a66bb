import { ApplicationFailure, setHandler, uuid4 } from '@temporalio/workflow';
import type { OpenedRun, RecordedAnswer } from '../src/contract/activities.js';
import { inOrder, type SyncPart } from '../src/contract/parts.js';
import {
  type Decision,
  decideHold,
  decideRemovals,
  type HoldAnswer,
  type RemovalsAnswer,
  retryFailed,
} from '../src/contract/requests.js';
import type { Questions } from '../src/contract/status.js';
import type { Board } from './board.js';

const byDefault = 'Temporal UI';

/** What people answer to a run that waits: each update is taken only while there is such a question. */
export class Answers {
  private retryAsked = false;
  private removals: Decision<RemovalsAnswer> | null = null;
  private hold: Decision<HoldAnswer> | null = null;

  constructor(private readonly board: Board) {
    setHandler(retryFailed, () => this.takeRetry(), {
      description: 'Run the failed steps again, after their cause was fixed. Input may be left out.',
      validator: (request) => this.assertRetry(request),
    });
    setHandler(decideRemovals, (answer) => this.takeRemovals(answer), {
      description:
        'Removals that wait: {"decision": "archive"} archives them this once, {"decision": "keep"} keeps them.',
      validator: (answer) => {
        assertDecision(answer, ['archive', 'keep']);
        assertOpen(
          this.removals === null && board.questions.removals.length > 0,
          'No removals wait for an answer now.',
        );
        assertMeant(answer, board);
      },
    });
    setHandler(decideHold, (answer) => this.takeHold(answer), {
      description: 'A file or roster that is held: {"decision": "apply"} or {"decision": "discard"}.',
      validator: (answer) => {
        assertDecision(answer, ['apply', 'discard']);
        assertOpen(this.hold === null && board.questions.hold.length > 0, 'Nothing is held now.');
        assertMeant(answer, board);
      },
    });
  }

  get given(): boolean {
    return this.retryAsked || this.removals !== null || this.hold !== null;
  }

  /** Whether a retry was asked for since this was last asked. */
  nextRetry(): boolean {
    const asked = this.retryAsked;
    this.retryAsked = false;
    return asked;
  }

  /** The next answer with the parts that it is about; null if none was given. */
  next({ removals, hold }: Questions, run: OpenedRun): RecordedAnswer | null {
    if (this.hold) {
      const { decision, by = byDefault } = this.hold;
      this.hold = null;
      const parts = partsAsked(hold);
      // The files were applied to the roster before; their skipped rows may find their students now.
      if (parts.includes('roster') && run.guardiansEnabled && !parts.includes('guardians')) parts.push('guardians');
      if (parts.includes('roster') && run.attributesEnabled && !parts.includes('attributes')) parts.push('attributes');
      return { question: 'hold', answer: decision, by, key: uuid4(), parts: decision === 'discard' ? [] : parts };
    }
    if (this.removals) {
      const { decision, by = byDefault } = this.removals;
      this.removals = null;
      return { question: 'removals', answer: decision, by, key: uuid4(), parts: partsAsked(removals) };
    }
    return null;
  }

  private takeRetry(): string {
    this.retryAsked = true;
    return 'The failed steps run again.';
  }

  private takeRemovals(answer: Decision<RemovalsAnswer>): string {
    this.removals = answer;
    return answer.decision === 'archive'
      ? 'The removals that waited are archived now, unless the source names the records again.'
      : 'The records are kept, until the source names them again.';
  }

  private takeHold(answer: Decision<HoldAnswer>): string {
    this.hold = answer;
    return answer.decision === 'apply'
      ? 'What was held is applied now.'
      : 'What was held is not applied; the same guardian file will not be applied by itself either.';
  }

  private assertRetry(request: { requestedBy?: string } | undefined): void {
    if (request !== undefined && request !== null && typeof request !== 'object')
      throw ApplicationFailure.nonRetryable('Leave the input out, or write {"requestedBy": "your name"}.', 'BadInput');
    if (this.board.status !== 'needs_attention') {
      throw ApplicationFailure.nonRetryable(
        'Nothing to retry: this sync does not need attention now.',
        'NothingToRetry',
      );
    }
  }
}

function partsAsked(questions: readonly { part: SyncPart }[]): SyncPart[] {
  return [...new Set(inOrder(questions).map(({ part }) => part))];
}

function assertDecision(answer: unknown, choices: readonly string[]): void {
  const { decision, by = byDefault } = (answer ?? {}) as Partial<Record<'decision' | 'by', unknown>>;
  if (choices.includes(decision as string) && typeof by === 'string' && by !== '') return;
  const written = choices.map((choice) => `{"decision": "${choice}"}`).join(' or ');
  throw ApplicationFailure.nonRetryable(`Write ${written}; "by" may name who decides.`, 'BadInput');
}

/** An answer may say what it is to; a page that was opened an hour ago must not decide about another run's removals. */
function assertMeant({ runId, records }: Decision<string>, { runId: asking, questions }: Board): void {
  const waiting = questions.removals.reduce((sum, { count }) => sum + count, 0);
  assertOpen(runId === undefined || runId === asking, `The answer is to run ${runId}, but run ${asking} waits now.`);
  assertOpen(
    records === undefined || records === waiting,
    `The answer is about ${records} records, but ${waiting} wait.`,
  );
}

function assertOpen(open: boolean, sentence: string): void {
  if (!open)
    throw ApplicationFailure.nonRetryable(`${sentence} The report of the run says what it did.`, 'NothingToDecide');
}
