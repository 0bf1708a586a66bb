#!/usr/bin/env node
import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { Cli } from './cli.js';
import { exitCodes } from './exit-codes.js';
import { run } from './program.js';

const interruption = new AbortController();
const cli = new Cli({
  input: process.stdin,
  out: process.stdout,
  err: process.stderr,
  interrupted: interruption.signal,
});

process.once('SIGINT', () => interruption.abort(new Error('interrupted')));

// Libraries print warnings (knex: a failed connection, with its stack). What matters of them comes as an error.
globalThis.console = new Console(process.env.DAILYSYNC_DEBUG ? process.stderr : new PassThrough().resume());

// Whoever reads the answer may stop early (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

process.exitCode = await run(cli, process.argv.slice(2));
// What an interrupted command still holds open must not keep it.
if (process.exitCode === exitCodes.interrupted) process.exit();
