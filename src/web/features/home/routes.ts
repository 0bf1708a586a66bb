import type { FastifyInstance } from 'fastify';
import { view } from '../../ui/view.js';
import { type HomePage, homePage } from './page.js';

const template = view<HomePage>(import.meta.url, './home.eta');

export function home(app: FastifyInstance): void {
  const { db, dataFolder } = app.services;

  app.get('/', async (_, reply) => {
    const page = await homePage(db, dataFolder);
    const [only, ...others] = page.scopes;
    if (only?.run && others.length === 0) return reply.redirect(only.run.url);
    return reply.page(template, page);
  });
}
