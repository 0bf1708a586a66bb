import type { RosterSource } from '../../../src/roster/model.js';
import { rosterCollections } from '../../../src/roster/model.js';
import { stageCollection } from '../../../src/roster/stage.js';
import type { Synced, TestScope } from '../scope.js';

/** A night of the scope with a roster of any source. */
export async function syncFrom(scope: TestScope, source: RosterSource): Promise<Synced> {
  scope.stage = async (run) => {
    for (const collection of rosterCollections) {
      await scope.db.transaction((trx) => stageCollection(trx, run, collection, source.read(collection)));
    }
  };
  return scope.sync([]);
}
