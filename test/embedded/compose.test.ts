import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { searchAttributeNames } from '../../src/contract/search-attributes.js';

interface Service {
  image?: string;
  build?: string;
  command?: string[];
  depends_on?: Record<string, { condition: string }>;
  environment?: Record<string, string>;
  healthcheck?: object;
  ports?: string[];
  volumes?: string[];
}

const root = path.resolve(import.meta.dirname, '..', '..');
const text = (file: string) => readFileSync(path.join(root, file), 'utf8');
/** What `dailysync` can do: up, migrate, worker and web run the system. */
const COMMANDS = ['up', 'migrate', 'worker', 'web'];

describe('docker-compose.yml and Dockerfile', () => {
  const compose = parse(text('docker-compose.yml'), { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
  };
  const services = Object.entries(compose.services);
  const ours = services.filter(([, service]) => service.build !== undefined);

  it('has every part of the system', () => {
    assert.deepEqual(Object.keys(compose.services).sort(), [
      'migrate',
      'postgres',
      'sftp',
      'temporal',
      'temporal-setup',
      'temporal-ui',
      'web',
      'worker',
    ]);
  });

  it('waits only for services that exist and can say that they are ready', () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const needed = compose.services[other];
        assert.ok(needed, `${name} waits for ${other}, which is no service`);
        if (condition === 'service_healthy') assert.ok(needed.healthcheck, `${other} has no health check`);
        else assert.equal(condition, 'service_completed_successfully', `${name} waits for ${other}`);
      }
    }
  });

  it('runs commands that the command line has', () => {
    assert.deepEqual(
      ours.map(([, { command }]) => command),
      [['migrate'], ['worker'], ['web']],
    );
    for (const [, { command }] of ours) assert.ok(COMMANDS.includes(command![0]!));
  });

  it('gives our containers database, Temporal and keys', () => {
    for (const [name, { environment = {} }] of ours) {
      for (const variable of ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'DAILYSYNC_KEYS']) {
        assert.ok(environment[variable], `${name} lacks ${variable}`);
      }
    }
  });

  it('declares its volumes, and worker and web share theirs', () => {
    for (const [, { volumes = [] }] of services) {
      for (const volume of volumes) assert.ok(volume.split(':')[0]! in compose.volumes, volume);
    }
    assert.deepEqual(compose.services.worker?.volumes, compose.services.web?.volumes);
  });

  it('opens its ports to this machine alone', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    assert.ok(ports.length > 0);
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:/);
  });

  it('asks .env for each secret, and .env.example names them all', () => {
    const asked = new Set([...text('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map((match) => match[1]));
    const named = new Set([...text('.env.example').matchAll(/^(\w+)=/gm)].map((match) => match[1]));
    assert.deepEqual(asked, named);
  });

  it('registers the search attributes of the contract', () => {
    const names = /for name in ([\w ]+);/.exec(text('docker-compose.yml'))?.[1]?.split(' ');
    assert.deepEqual(names, [...searchAttributeNames]);
  });

  it('copies into the image what is there and not ignored', () => {
    const kept = text('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = [...text('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) =>
      match[1]!.split(' '),
    );
    assert.ok(sources.includes('package.json') && sources.includes('src'));
    for (const source of sources) {
      assert.ok(existsSync(path.join(root, source)), `${source} is missing`);
      assert.ok(kept.includes(source), `${source} is ignored`);
    }
  });
});
