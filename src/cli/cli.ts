import type { Readable, Writable } from 'node:stream';
import { inDataFolder } from '../words/commands.js';
import { type ExitCode, exitCodes } from './exit-codes.js';

/** A stream that may be a terminal. */
export type Output = Writable & { isTTY?: boolean; columns?: number };

export interface Io {
  input: Readable;
  out: Output;
  err: Output;
  /** Aborted at Ctrl-C. */
  interrupted: AbortSignal;
}

/** One call of the command line: what it was asked for globally, where its answer goes, and how it ends. */
export class Cli {
  json = false;
  /** As given with --data. */
  dataFolder: string | undefined;
  exitCode: ExitCode = exitCodes.ok;
  /** The command runs until it is stopped, and handles signals itself. */
  untilStopped = false;

  constructor(readonly io: Io) {}

  /** The answer: called once a command. Commands in double quotes get the data folder, here and in `say`. */
  answer(document: unknown, text: string): void {
    this.io.out.write(
      this.json ? `${JSON.stringify(document, null, 2)}\n` : `${inDataFolder(text.trimEnd(), this.dataFolder)}\n`,
    );
  }

  /** A line for the person who waits, on standard error. */
  say(line: string): void {
    this.io.err.write(`${inDataFolder(line, this.dataFolder)}\n`);
  }
}
