import { setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import type { DryRunOutcome } from '../src/contract/activities.js';
import { progress, type StageProgress } from '../src/contract/requests.js';
import { searchAttributes } from '../src/contract/search-attributes.js';
import { noQuestions, type PartFailure, type SyncStatus } from '../src/contract/status.js';
import { failureLines, stageLines } from './board-lines.js';

/** What people see of a dry run: current details (Markdown) in the Temporal UI and the query `progress`. */
export class DryRunBoard {
  runId: number | null = null;
  private status: SyncStatus = 'running';
  private failures: PartFailure[] = [];
  private readonly stages = new Map<string, StageProgress>();

  constructor(private readonly scope: string) {
    setHandler(
      progress,
      () => ({
        status: this.status,
        runId: this.runId,
        stages: [...this.stages.values()],
        failures: this.failures,
        questions: noQuestions,
        requestsWaiting: 0,
        notice: null,
      }),
      { description: 'Stages, their state, and what failed.' },
    );
    this.show();
  }

  stage(stage: string, state: StageProgress['state'], detail = ''): void {
    this.stages.set(stage, { stage, state, detail });
    this.show();
  }

  end({ status, failures }: DryRunOutcome): void {
    this.status = status;
    this.failures = failures;
    upsertSearchAttributes([
      { key: searchAttributes.syncStatus, value: status },
      { key: searchAttributes.failureType, value: failures[0]?.code ?? null },
    ]);
    this.show();
  }

  private show(): void {
    const run = this.runId === null ? '' : ` · run ${this.runId}`;
    const lines = [`**${this.scope}** · dry run, nothing is changed · ${this.status.replaceAll('_', ' ')}${run}`];
    lines.push(...failureLines(this.failures));
    lines.push(...stageLines(this.stages.values()));
    setCurrentDetails(lines.join('\n'));
  }
}
