/**
 * A failure that a person will read: in the report, on the command line, in the Temporal UI.
 *
 * `code` is stable and documented in docs/failures.md; `message` says what, where and what to do, and never holds a
 * cell's value or a secret; `retryable` tells network trouble (tried again) from what only a person can mend.
 */
export class SyncFailure extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, string | number | boolean | readonly string[]>>;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; details?: SyncFailure['details']; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SyncFailure';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}
