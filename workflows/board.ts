import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { StageProgress, SyncProgress } from '../src/contract/requests.js';
import { searchAttributes } from '../src/contract/search-attributes.js';
import { noQuestions, type PartFailure, type Questions, type SyncStatus } from '../src/contract/status.js';
import { list } from '../src/words/lists.js';
import { partTitle } from '../src/words/parts.js';
import { countRecords } from '../src/words/record-kinds.js';
import { failureLines, stageLines } from './board-lines.js';
import type { RequestList } from './request-list.js';

/** What people see of a running sync: current details (Markdown) in the Temporal UI and the query `progress`. */
export class Board {
  status: SyncStatus = 'running';
  runId: number | null = null;
  private readonly stages = new Map<string, StageProgress>();
  failures: PartFailure[] = [];
  questions: Questions = noQuestions;

  constructor(
    private readonly scope: string,
    private readonly requests: RequestList,
  ) {}

  stage(stage: string, state: StageProgress['state'], detail = ''): void {
    this.stages.set(stage, { stage, state, detail });
    this.show();
  }

  /** An event in the history each time, so only on a change of status. */
  setStatus(status: SyncStatus, failures: PartFailure[] = [], questions = noQuestions): void {
    this.status = status;
    this.failures = failures;
    this.questions = questions;
    upsertSearchAttributes([
      { key: searchAttributes.syncStatus, value: status },
      { key: searchAttributes.failureType, value: failures[0]?.code ?? null },
    ]);
    this.show();
  }

  /** Whether a person has something to fix or to answer. */
  get waits(): boolean {
    return this.failures.length > 0 || this.questions.removals.length > 0 || this.questions.hold.length > 0;
  }

  progress(): SyncProgress {
    return {
      status: this.status,
      runId: this.runId,
      stages: [...this.stages.values()],
      failures: this.failures,
      questions: this.questions,
      requestsWaiting: this.requests.length,
      notice: this.requests.notice,
    };
  }

  /** The Temporal UI shows the first dozen lines and cuts the rest off, so what a person needs comes first. */
  show(): void {
    const lines = [
      `**${this.scope}** · ${this.status.replaceAll('_', ' ')}${this.runId === null ? '' : ` · run ${this.runId}`}`,
    ];
    lines.push(...failureLines(this.failures));
    if (this.status === 'needs_attention') lines.push('', ...whatToDo);
    lines.push(...questionLines(this.questions));
    if (this.requests.notice !== null) lines.push('', `**Note** ${this.requests.notice}`);
    lines.push(...stageLines(this.stages.values()));
    setCurrentDetails(lines.join('\n'));
  }
}

/** The names are those of the UI's buttons; a list needs a blank line before it. */
const whatToDo = [
  '**What you can do**',
  '',
  '1. Fix the cause named above.',
  '2. Press *More Actions*, *Send an Update*, choose `retryFailed`, *Submit*: only the failed steps run again.',
  '',
  'Or *Send a Signal*, `startSync`: a whole new sync takes over.',
];

function questionLines({ removals, hold }: Questions): string[] {
  const lines: string[] = [];
  if (removals.length > 0) {
    const counts = list(removals.map(({ kind, count }) => countRecords(count, kind)));
    lines.push('', `**Removals wait for an answer**: ${counts}. See the report for more.`, '');
    lines.push('Press *More Actions*, *Send an Update*, choose `decideRemovals`, with the input');
    lines.push('`{"decision": "archive"}` or `{"decision": "keep"}`.');
  }
  if (hold.length > 0) {
    const parts = list(hold.map(({ part, code }) => `${partTitle(part)} (${code})`));
    lines.push('', `**On hold, nothing of it was applied**: ${parts}. See the report for more.`, '');
    lines.push('Press *More Actions*, *Send an Update*, choose `decideHold`, with the input');
    lines.push('`{"decision": "apply"}` or `{"decision": "discard"}`.');
  }
  return lines;
}
