import type { Output } from './cli.js';

const PLAIN_EVERY_MS = 10_000;

/** Progress of long work: one live line on a terminal; elsewhere a plain line now and then. */
export class ProgressLine {
  private shown = '';
  private stage = '';
  private saidAt = Date.now();

  constructor(private readonly stream: Output) {}

  /**
   * @param stage what is being done; where there is no terminal a new one gets a line at once
   * @param detail how far it is; where there is no terminal it gets a line every 10 s
   */
  update(stage: string, detail = ''): void {
    const text = detail === '' ? stage : `${stage}  ${detail}`;
    if (text === this.shown) return;
    if (this.stream.isTTY) {
      const width = (this.stream.columns ?? 80) - 1;
      this.stream.write(`\r\x1b[2K${text.slice(0, width)}`);
    } else {
      if (stage === this.stage && Date.now() - this.saidAt < PLAIN_EVERY_MS) return;
      this.stream.write(`${text}\n`);
      this.saidAt = Date.now();
    }
    this.shown = text;
    this.stage = stage;
  }

  /** Clears the live line, so that other lines can follow. */
  end(): void {
    if (this.stream.isTTY && this.shown !== '') this.stream.write('\r\x1b[2K');
    this.shown = '';
  }
}
