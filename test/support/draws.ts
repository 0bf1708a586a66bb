/** How many histories a property draws: what it usually does, or as many as `npm run test:long` wants. */
export function draws(usual: number): number {
  return Number(process.env.PROPERTY_RUNS ?? usual);
}

/** A time limit that so many histories stay far below, on a busy machine too. */
export function timeFor(histories: number): number {
  return 60_000 + histories * 30_000;
}
