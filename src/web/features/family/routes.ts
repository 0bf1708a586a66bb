import type { FastifyInstance } from 'fastify';
import { idOf } from '../../ui/ids.js';
import { view } from '../../ui/view.js';
import { type FamilyPage, familyPage } from './page.js';

const template = view<FamilyPage>(import.meta.url, './family.eta');

export function family(app: FastifyInstance): void {
  const { db } = app.services;

  app.get<{ Params: { studentId: string } }>('/students/:studentId/family', async (request, reply) =>
    reply.page(template, await familyPage(db, idOf(request.params.studentId))),
  );
}
