import type { FastifyInstance } from 'fastify';
import { idOf, NotFound } from './errors.js';
import { familyOfStudent } from './family/family.js';
import { historyPage } from './history.js';
import { listOfScopes } from './home.js';
import { runPage } from './run-page.js';
import type { FormGuard } from './security.js';
import type { WebOptions } from './server.js';
import type { Render } from './templates.js';

const refreshSeconds = 2;

/** The routes. Every page is a model, made of rows, and a template that shows it. */
export function addPages(app: FastifyInstance, render: Render, options: WebOptions, { token }: FormGuard): void {
  const { db } = options;

  app.get('/', async (_, reply) => {
    const scopes = await listOfScopes(db);
    const [only] = scopes;
    if (scopes.length === 1 && only?.run) return reply.redirect(only.run.url);
    return render(reply, 'home', { title: 'Districts and schools', scopes });
  });

  app.get<{ Params: { runId: string }; Querystring: { follow?: string } }>('/runs/:runId', async (request, reply) => {
    const page = await runPage(options, idOf(request.params.runId), { token, following: request.query.follow === '1' });
    // A header and no script: the page has a link that stops it.
    if (page.following) reply.header('refresh', String(refreshSeconds));
    return render(reply, 'run', page);
  });

  app.get<{ Params: { studentId: string } }>('/students/:studentId/family', async (request, reply) => {
    const family = await familyOfStudent(db, idOf(request.params.studentId));
    if (!family) throw new NotFound();
    return render(reply, 'family', { title: family.title, family });
  });

  app.get<{ Params: { guardianId: string } }>('/guardians/:guardianId/history', async (request, reply) => {
    const page = await historyPage(db, idOf(request.params.guardianId));
    if (!page) throw new NotFound();
    return render(reply, 'history', page);
  });
}
