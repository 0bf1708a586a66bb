import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { webFolder } from '../ui/view.js';

/** Pictures, and one style sheet made of parts: each part is in the folder of the templates that it is for. */
export function addAssets(app: FastifyInstance, devMode: boolean): void {
  void app.register(fastifyStatic, {
    root: path.join(webFolder, 'ui', 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    maxAge: devMode ? 0 : '1 hour',
  });
  const sheet = styleSheet();
  app.get('/assets/style.css', (_, reply) =>
    reply
      .type('text/css; charset=utf-8')
      .header('cache-control', devMode ? 'no-cache' : 'public, max-age=3600')
      .send(devMode ? styleSheet() : sheet),
  );
}

/** What all pages share comes first, so that a feature can build on it. */
function styleSheet(): string {
  return ['ui', 'features']
    .flatMap(partsIn)
    .map((part) => readFileSync(path.join(webFolder, part), 'utf8'))
    .join('\n');
}

function partsIn(folder: string): string[] {
  return readdirSync(path.join(webFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css'))
    .map((file) => path.join(folder, file))
    .sort();
}
