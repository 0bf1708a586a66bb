import type { RunReport } from '../../../runs/report.js';
import type { Services } from '../../plugins/services.js';

/** A workflow that wrote for the run. */
export interface Execution {
  name: string;
  workflowId: string;
  attempt: number;
  /** Of the whole run, not of its guardian part alone. */
  whole: boolean;
  /** Its history in Temporal's web interface; null if nobody said where that is, or the execution is not known. */
  url: string | null;
}

type Ui = Pick<Services, 'temporalUiUrl' | 'temporalNamespace'>;

export function executionsOf(executions: RunReport['executions'], ui: Ui): Execution[] {
  return executions.map(({ workflowId, temporalRunId, attempt }) => {
    const whole = !workflowId.endsWith('/guardians');
    return {
      ...{ workflowId, attempt, whole },
      name: whole ? 'DailySync: the whole run' : 'GuardianSync: the guardian file',
      url: temporalRunId && historyUrl(ui, workflowId, temporalRunId),
    };
  });
}

function historyUrl({ temporalUiUrl, temporalNamespace }: Ui, workflowId: string, runId: string): string | null {
  if (temporalUiUrl === null) return null;
  const path = [temporalNamespace, 'workflows', workflowId, runId, 'history'].map(encodeURIComponent);
  return `${temporalUiUrl.replace(/\/$/, '')}/namespaces/${path.join('/')}`;
}
