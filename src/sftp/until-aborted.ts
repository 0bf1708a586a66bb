/**
 * Settles as `work` does, or rejects with the signal's reason, whichever comes first.
 *
 * Not Promise.race: racing against a promise that outlives it keeps every result in memory until that one settles,
 * which for a download is the whole file.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
