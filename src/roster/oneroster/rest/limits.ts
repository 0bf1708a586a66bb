/** How much a OneRoster server is asked for. */
export interface OneRosterLimits {
  /** Records a page. Servers that give fewer are taken as they are. */
  pageRecords: number;
  /** A page is not made smaller than this. */
  leastRecords: number;
  /** Pages of one collection; more than that and the server goes round in circles. */
  pages: number;
  /** Bytes of one answer. */
  pageBytes: number;
}

export const defaultLimits: OneRosterLimits = {
  pageRecords: 1000,
  leastRecords: 10,
  pages: 100_000,
  pageBytes: 64 * 1024 * 1024,
};
