import { spawn } from 'node:child_process';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

const MAIN = path.join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

export interface Result {
  code: number | null;
  out: string;
  err: string;
}

interface Options {
  input?: string;
  interrupted?: AbortSignal;
  /** Called with all that standard error has so far, whenever it grows. */
  onErr?: (err: string) => void;
}

/** A command in this process, with the environment of this process. */
export async function inProcess(args: readonly string[], options: Options = {}): Promise<Result> {
  // mocha may have loaded this file by require(): the command line, which imports what it needs when it needs it, has to
  // come from one set of modules.
  const [{ Cli }, { run }] = await Promise.all([import('../../src/cli/cli.js'), import('../../src/cli/program.js')]);
  const result: Result = { code: null, out: '', err: '' };
  const sink = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _encoding, done) {
        result[name] += String(chunk);
        if (name === 'err') options.onErr?.(result.err);
        done();
      },
    });
  const cli = new Cli({
    input: Readable.from([options.input ?? '']),
    out: sink('out'),
    err: sink('err'),
    interrupted: options.interrupted ?? new AbortController().signal,
  });
  result.code = await run(cli, args);
  return result;
}

/** A command as a process of its own, which sees nothing of this one's environment but `env`. */
export async function asProcess(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, out, err };
}

/** Sets variables of this process and puts them back. */
export function withEnvironment(values: NodeJS.ProcessEnv): () => void {
  const names = [
    'DATABASE_URL',
    'TEMPORAL_ADDRESS',
    'DAILYSYNC_KEYS',
    'DAILYSYNC_QUEUE_PREFIX',
    ...Object.keys(values),
  ];
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  const apply = (wanted: NodeJS.ProcessEnv) => {
    for (const name of names) {
      if (wanted[name] === undefined) delete process.env[name];
      else process.env[name] = wanted[name];
    }
  };
  apply(values);
  return () => apply(before);
}
