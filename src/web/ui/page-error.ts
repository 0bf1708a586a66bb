/** Where a message leads on. */
export interface Link {
  url: string;
  text: string;
}

/** An answer that is no page: what happened, and what to do, in words for the person. */
export class PageError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    message: string,
    readonly next: Link = { url: '/', text: 'Back to the start page' },
  ) {
    super(message);
  }
}

export const noRun = 'There is no run with this number.';

/** What the address names isn't there. */
export class NotFound extends PageError {
  constructor(message = 'This address is not a page, run or student that we know. It may have been mistyped.') {
    super(404, 'There is nothing here', message);
  }
}
