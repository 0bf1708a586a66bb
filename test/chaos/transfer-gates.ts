/** Stops the transfer of a file in its middle until a fault has struck. */
export interface Gate {
  /** A transfer waits here now. */
  isReached(): boolean;
  /** Lets it go on; later transfers of the file pass. */
  open(): void;
}

/** The gates of an SFTP server; `beforeRead` is its hook. */
export class TransferGates {
  private readonly waiting = new Map<string, (() => void)[]>();

  close(path: string): Gate {
    this.waiting.set(path, []);
    return {
      isReached: () => (this.waiting.get(path)?.length ?? 0) > 0,
      open: () => {
        const reads = this.waiting.get(path) ?? [];
        this.waiting.delete(path);
        for (const goOn of reads) goOn();
      },
    };
  }

  /** The clients are gone: their reads end, and the next transfer is stopped again. */
  drop(): void {
    for (const [path, reads] of this.waiting) {
      this.waiting.set(path, []);
      for (const goOn of reads) goOn();
    }
  }

  readonly beforeRead = (path: string, offset: number): Promise<void> | undefined => {
    const reads = this.waiting.get(path);
    if (reads === undefined || offset === 0) return undefined;
    return new Promise((goOn) => reads.push(goOn));
  };
}
