import assert from 'node:assert/strict';
import { changesText } from '../../src/cli/changes-text.js';
import { progressText } from '../../src/cli/progress-text.js';
import type { StageProgress, SyncProgress } from '../../src/contract/requests.js';
import type { DryRunChange, RunReport } from '../../src/runs/report.js';

describe('What the command line prints', () => {
  it('says what a request waits for, and only waits for a run that is there', () => {
    const nobody = { board: null, step: null };
    assert.deepEqual(progressText({ ...nobody, waitsFor: 'worker' }), ['Waiting for a worker …', '']);
    assert.deepEqual(progressText({ ...nobody, waitsFor: { run: 41 } }), ['Waiting for run 41 to end …', '']);
    assert.deepEqual(progressText({ ...nobody, waitsFor: null }), ['Starting …', '']);
  });

  it('tells progress by the names that people know parts and steps by', () => {
    const stages: StageProgress[] = [
      { stage: 'roster', state: 'done', detail: '' },
      { stage: 'guardians', state: 'running', detail: '' },
    ];
    const look = { board: { stages } as SyncProgress, waitsFor: null };
    assert.deepEqual(progressText({ ...look, step: { step: 'parseGuardianBatch', done: 450, total: 1000 } }), [
      ...['Roster: done · Guardian file: running', '(Reading the guardian file 45%)'],
    ]);
    assert.deepEqual(progressText({ ...look, step: { step: 'stageRoster/staff', done: 4500, total: null } }), [
      ...['Roster: done · Guardian file: running', '(Reading the roster: staff 4,500)'],
    ]);
  });

  it('leaves no empty label in what would change', () => {
    const change = (values: Partial<DryRunChange>): DryRunChange => ({
      ...{ entity: 'enrollment', action: 'create', name: '', line: 2, before: {}, after: {} },
      ...values,
    });
    const list = [change({}), change({ line: null, name: 'Ada Ruiz' }), change({ name: 'Mia Lopez' })];
    const total = [{ entity: 'enrollment', action: 'create', count: 3 }];
    assert.deepEqual(changesText({ changes: { total, list, blobId: '' } } as unknown as RunReport), [
      ...['What would change:', '3 enrollments new', '  line 2', '  Ada Ruiz', '  line 2: Mia Lopez'],
    ]);
  });
});
