import { Eta } from 'eta';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Page, type View, webFolder } from '../ui/view.js';

type Answer = <Model extends Page>(reply: FastifyReply, view: View<Model>, model: Model) => FastifyReply;

declare module 'fastify' {
  interface FastifyInstance {
    /** As `reply.page`, which a reply doesn't have yet while its address is being read. */
    answerWithPage: Answer;
  }
  interface FastifyReply {
    /** Answers with a page; every value in it is escaped. */
    page<Model extends Page>(view: View<Model>, model: Model): FastifyReply;
  }
}

/**
 * @param onEveryPage what the layout shows
 * @param devMode templates are read again for every page
 */
export function addPages(app: FastifyInstance, onEveryPage: object, devMode: boolean): void {
  const eta = new Eta({ views: webFolder, autoEscape: true, cache: !devMode });
  const answer: Answer = (reply, { path }, model) =>
    reply
      .type('text/html; charset=utf-8')
      // Pages show people's contact details.
      .header('cache-control', 'no-store')
      .send(eta.render(path, { ...onEveryPage, ...model }));
  app.decorate('answerWithPage', answer);
  app.decorateReply('page', function (this: FastifyReply, view, model) {
    return answer(this, view, model);
  });
}
