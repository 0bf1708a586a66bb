import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { parseKeyRing } from '../../src/secrets/key-ring.js';
import { createKeyFile, openKeyRing } from '../../src/secrets/key-source.js';
import { openJson, sealJson } from '../../src/secrets/sealed-json.js';

const key = () => randomBytes(32).toString('base64');
const oldKey = key();
const newKey = key();

describe('key ring', () => {
  const ring = parseKeyRing(`v2:${newKey},v1:${oldKey}`, 'test');

  it('gives back what it encrypted, of any bytes and any place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plain, aad) => {
        assert.deepEqual(new Uint8Array(ring.decrypt(ring.encrypt(plain, aad), aad)), plain);
      }),
      { numRuns: 50 },
    );
  });

  it('decrypts what an older key encrypted, and encrypts with the first', () => {
    const before = parseKeyRing(`v1:${oldKey}`, 'test').encrypt(Buffer.from('hunter2'), 'a');
    assert.equal(ring.decrypt(before, 'a').toString(), 'hunter2');
    const now = ring.encrypt(Buffer.from('hunter2'), 'a');
    assert.throws(() => parseKeyRing(`v1:${oldKey}`, 'test').decrypt(now, 'a'), {
      code: 'KeyUnknown',
      details: { keyId: 'v2' },
    });
  });

  it('never makes the same box twice', () => {
    assert.notDeepEqual(ring.encrypt(Buffer.from('x'), 'a'), ring.encrypt(Buffer.from('x'), 'a'));
  });

  it('refuses a box with any byte changed, cut off, or moved to another place', () => {
    const box = ring.encrypt(Buffer.from('hunter2'), 'secret:d1');
    for (let i = 0; i < box.length; i++) {
      const changed = Buffer.from(box);
      changed[i] = changed[i]! ^ 1;
      assert.throws(
        () => ring.decrypt(changed, 'secret:d1'),
        (error: { code: string }) => ['SecretDamaged', 'KeyUnknown'].includes(error.code),
      );
      assert.throws(() => ring.decrypt(box.subarray(0, i), 'secret:d1'), { code: 'SecretDamaged' });
    }
    assert.throws(() => ring.decrypt(box, 'secret:d2'), { code: 'SecretDamaged' });
  });

  it('refuses a key that was replaced under the same id', () => {
    const box = ring.encrypt(Buffer.from('x'), 'a');
    assert.throws(() => parseKeyRing(`v2:${key()}`, 'test').decrypt(box, 'a'), { code: 'SecretDamaged' });
  });

  it('shows no key when inspected or serialized', () => {
    const shown = `${inspect(ring, { showHidden: true, depth: 9 })}${JSON.stringify(ring)}${String(ring)}`;
    for (const secret of [oldKey, newKey, Buffer.from(newKey, 'base64').toString('hex')])
      assert.ok(!shown.includes(secret));
  });

  const badRings: [string, string, RegExp][] = [
    ['no key', ' ,\n', /holds no key/],
    ['no id', oldKey, /Entry 1 of test does not start with a key id/],
    ['a bad id', `v 1:${oldKey}`, /Entry 1/],
    ['a short key', `v1:${oldKey},v2:${randomBytes(16).toString('base64')}`, /Entry 2 of test is not 32 bytes/],
    ['a mistyped key', `v1:${oldKey.slice(0, 20)}*${oldKey.slice(20)}`, /Entry 1 of test is not 32 bytes/],
    ['one id twice', `v1:${oldKey},v1:${newKey}`, /Entry 2 of test repeats the id/],
  ];
  for (const [what, text, message] of badRings) {
    it(`refuses a ring with ${what}, without showing it`, () => {
      assert.throws(
        () => parseKeyRing(text, 'test'),
        (error: Error & { code: string }) => {
          assert.equal(error.code, 'KeyRingInvalid');
          assert.match(error.message, message);
          assert.ok(!error.message.includes(oldKey.slice(0, 8)));
          return true;
        },
      );
    });
  }
});

describe('sealed JSON', () => {
  it('opens under the same place only', () => {
    const ring = parseKeyRing(`v1:${oldKey}`, 'test');
    const box = sealJson(ring, { password: 'pä55' }, 'secret:d1');
    assert.deepEqual(openJson(ring, box, 'secret:d1'), { password: 'pä55' });
    assert.ok(!box.includes('password'));
    assert.throws(() => openJson(ring, box, 'secret:d2'), { code: 'SecretDamaged' });
  });
});

describe('where the keys come from', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('makes a key file for this user alone, that opens, and never overwrites one', async () => {
    const path = join(folder, 'keys');
    await createKeyFile(path);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    const before = await readFile(path);
    await assert.rejects(createKeyFile(path), { code: 'EEXIST' });
    assert.deepEqual(await readFile(path), before);
    const box = (await openKeyRing({ DAILYSYNC_KEY_FILE: path })).encrypt(Buffer.from('x'), 'a');
    assert.equal((await openKeyRing({ DAILYSYNC_KEY_FILE: path })).decrypt(box, 'a').toString(), 'x');
  });

  it('takes the variable before the file', async () => {
    const path = join(folder, 'keys');
    await writeFile(path, `v1:${oldKey}`);
    const box = (await openKeyRing({ DAILYSYNC_KEYS: `v2:${newKey}`, DAILYSYNC_KEY_FILE: path })).encrypt(
      Buffer.from('x'),
      'a',
    );
    const fromFile = await openKeyRing({ DAILYSYNC_KEY_FILE: path });
    assert.throws(() => fromFile.decrypt(box, 'a'), { code: 'KeyUnknown' });
  });

  it('says what to set where there is nothing, or the file is gone', async () => {
    await assert.rejects(openKeyRing({}), { code: 'KeyRingMissing', message: /DAILYSYNC_KEY_FILE/ });
    await assert.rejects(openKeyRing({ DAILYSYNC_KEY_FILE: join(folder, 'gone') }), {
      code: 'KeyRingMissing',
      message: /ENOENT/,
    });
  });
});
