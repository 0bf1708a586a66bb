export { reconcileGuardians, reconcileStep } from './reconcile.js';
export {
  clearGuardianStaging,
  countStagedRows,
  createGuardianStaging,
  dropGuardianStaging,
  stageGuardianRows,
} from './stage.js';
export { followStudents } from './students.js';
