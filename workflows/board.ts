import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { StageProgress, SyncProgress } from '../src/contract/requests.js';
import { searchAttributes } from '../src/contract/search-attributes.js';
import type { PartFailure, SyncStatus } from '../src/contract/status.js';
import type { RequestList } from './request-list.js';

/** What people see of a running sync: current details (Markdown) in the Temporal UI and the query `progress`. */
export class Board {
  status: SyncStatus = 'running';
  runId: number | null = null;
  private readonly stages = new Map<string, StageProgress>();
  failures: PartFailure[] = [];

  constructor(
    private readonly scope: string,
    private readonly requests: RequestList,
  ) {}

  stage(stage: string, state: StageProgress['state'], detail = ''): void {
    this.stages.set(stage, { stage, state, detail });
    this.show();
  }

  /** An event in the history each time, so only on a change of status. */
  setStatus(status: SyncStatus, failures: PartFailure[] = []): void {
    this.status = status;
    this.failures = failures;
    upsertSearchAttributes([
      { key: searchAttributes.syncStatus, value: status },
      { key: searchAttributes.failureType, value: failures[0]?.code ?? null },
    ]);
    this.show();
  }

  progress(): SyncProgress {
    return {
      status: this.status,
      runId: this.runId,
      stages: [...this.stages.values()],
      failures: this.failures,
      requestsWaiting: this.requests.length,
      notice: this.requests.notice,
    };
  }

  show(): void {
    const lines = [
      `**${this.scope}** · ${this.status.replaceAll('_', ' ')}${this.runId === null ? '' : ` · run ${this.runId}`}`,
    ];
    if (this.stages.size > 0) {
      lines.push('', '| stage | state | |', '|---|---|---|');
      for (const { stage, state, detail } of this.stages.values()) lines.push(`| ${stage} | ${state} | ${detail} |`);
    }
    if (this.requests.notice !== null) lines.push('', `**Note** ${this.requests.notice}`);
    for (const failure of this.failures) lines.push('', `**${failure.part}: ${failure.code}** ${failure.message}`);
    if (this.status === 'needs_attention') {
      lines.push(
        '',
        '**What you can do**',
        '- Mend the cause named above, then press *Update* and send `retryFailed`: only the failed steps run again.',
        '- Or send the signal `startSync`: a whole new sync takes over.',
      );
    }
    setCurrentDetails(lines.join('\n'));
  }
}
