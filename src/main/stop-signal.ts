const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGQUIT'];

/**
 * Is aborted by the first signal that asks this process to stop; a second one ends it at once. To be called first thing:
 * until then a signal ends the process without a word. Tells a parent that waits for it (`spawnLogged`).
 */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  const stop = () => {
    for (const signal of signals) process.off(signal, stop);
    stopping.abort();
  };
  for (const signal of signals) process.on(signal, stop);
  // A parent that has ended meanwhile need not know.
  process.send?.('ready', () => {});
  return stopping.signal;
}

/** Resolves once the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
