type Details = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A finding of the report. */
interface FailureFinding {
  code: string;
  message: string;
  file?: string | null;
  line?: number | null;
  column?: string | null;
}

interface FailureOptions {
  retryable?: boolean;
  details?: Details;
  cause?: unknown;
  /** For the report alone: may name headers and files found, which history and logs must not hold. */
  reportMessage?: string;
  /** For the report alone: what was found that led to it. */
  findings?: readonly FailureFinding[];
  /** Try again after this many seconds; the activity's own back-off if absent. */
  retryAfterSeconds?: number;
}

/**
 * A failure that a person will read: in the report, on the command line, in the Temporal UI.
 *
 * `code` is stable and listed in docs/failures.md; `message` says what, where and what to do, and never holds a
 * cell's value or a secret; `retryable` tells network trouble (tried again) from what only a person can fix.
 */
export class SyncFailure extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly details: Details;
  readonly reportMessage: string;
  readonly findings: readonly FailureFinding[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SyncFailure';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
    this.reportMessage = options.reportMessage ?? message;
    this.findings = options.findings ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
