import type { RoleRow } from '../user-roles.js';

/** Holds the rows of roles.csv while users.csv is read: far more than fit into memory. */
export interface RoleTable {
  /** Empty again, for `add`. */
  clear(): Promise<void>;
  add(rows: readonly RoleRow[]): Promise<void>;
  /** Called once after all rows were added. */
  complete(): Promise<void>;
  /** The rows of some users, each user's in the order of their lines. */
  of(userSourceIds: readonly string[]): Promise<ReadonlyMap<string, RoleRow[]>>;
  /** Lines of rows whose user was not asked for, in order, some at a time. */
  linesWithoutUser(): AsyncIterable<number[]>;
}
