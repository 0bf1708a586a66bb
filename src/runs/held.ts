import type { StagedPart } from '../contract/parts.js';
import type { HoldCode } from '../findings/catalogue.js';

/** Why nothing of a part was applied. docs/guardian-rules.md 5. */
export interface HoldReason {
  code: HoldCode;
  /** A percentage; larger is worse. */
  figure: number;
  message: string;
}

/** What a part comes to that is held. */
export interface Held {
  held: HoldReason[];
  /** Of a guardian file: its distinct students, and how many of them the roster knows. */
  students?: { named: number; known: number };
}

/** By part, why nothing of it was applied in this run. */
export type HeldParts = Partial<Record<StagedPart, Held>>;

export function isHeld(result: object): result is Held {
  return 'held' in result;
}
