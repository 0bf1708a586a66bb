import type { FastifyInstance } from 'fastify';
import { decide } from './decide/routes.js';
import { demo } from './demo/routes.js';
import { downloads } from './downloads/routes.js';
import { family } from './family/routes.js';
import { history } from './history/routes.js';
import { home } from './home/routes.js';
import { run } from './run/routes.js';

/** Adds the routes of a feature; a hook that it adds counts for them alone. */
export type Feature = (app: FastifyInstance) => void;

/** A page is a folder here and its name in this list. */
export const features: readonly Feature[] = [home, run, decide, family, history, downloads, demo];
