import { spawn } from 'node:child_process';

/**
 * Prism (npm: @stoplight/prism-cli), which holds requests and answers against an OpenAPI file. It is larger than all else
 * that the tests need, so it is no dependency: PRISM names its program, and `scripts/check-openapi.mjs` installs it next to
 * the project and runs the tests that want it.
 */
export const prism = process.env.PRISM;

export interface PrismProxy {
  origin: string;
  stop(): Promise<void>;
}

/** Passes requests on to `upstream`: what doesn't fit the file is answered by Prism itself, with 422 or 500. */
export async function startPrism(openApiFile: string, upstream: string): Promise<PrismProxy> {
  const child = spawn(prism ?? 'prism', ['proxy', '--errors', '--port', '0', openApiFile, upstream], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const origin = await new Promise<string>((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const [found] = /(?<=listening on )http:\/\/[\d.]+:\d+/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Prism ended (${code}): ${said.slice(-500)}`)));
  });
  return {
    origin,
    stop: async () => {
      child.kill();
      await closed;
    },
  };
}
