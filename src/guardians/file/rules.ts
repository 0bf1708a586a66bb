import { RULES_VERSION } from '../../guardian-file/index.js';
import type { FileKind } from './kind.js';

/** Raised when a rule of the reconcile changes what a file comes to. */
const reconcileRules = '2';

/** By what rules a file is read and applied: one that was applied under others is applied anew. */
export function rulesOf<Row extends object>({ fileName }: FileKind<Row>): string {
  return `${fileName} ${RULES_VERSION}.${reconcileRules}`;
}
