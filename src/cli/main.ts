#!/usr/bin/env node
import { Console } from 'node:console';
import { Writable } from 'node:stream';
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

// Libraries print warnings (knex: a failed connection, with its stack). They must not mix with the answer; what matters
// of them to a person comes as an error, and a process that keeps running has a log.
const warnings = new Writable({
  write(text, _encoding, done) {
    if (cli.untilStopped || process.env.DAILYSYNC_DEBUG) process.stderr.write(text);
    done();
  },
});
globalThis.console = new Console(warnings);

// Whoever reads the answer may stop early (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

process.exitCode = await run(cli, process.argv.slice(2));
// What an interrupted command still holds open must not keep it.
if (process.exitCode === exitCodes.interrupted) process.exit();
