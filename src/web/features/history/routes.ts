import type { FastifyInstance } from 'fastify';
import { idOf } from '../../ui/ids.js';
import { view } from '../../ui/view.js';
import { type HistoryPage, historyPage } from './page.js';

const template = view<HistoryPage>(import.meta.url, './history.eta');

export function history(app: FastifyInstance): void {
  const { db } = app.services;

  app.get<{ Params: { guardianId: string } }>('/guardians/:guardianId/history', async (request, reply) =>
    reply.page(template, await historyPage(db, idOf(request.params.guardianId))),
  );
}
