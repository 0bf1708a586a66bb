import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { iconvDecoder } from '../../src/encoding/iconv.js';
import {
  type CheckOptions,
  type CheckReport,
  checkGuardianFile,
  createTranscoder,
  type Decoder,
  type Encoding,
  textDecoder,
} from '../../src/guardian-file/index.js';
import { mutatedFile, randomBytes, randomOptions } from './fuzz-input.js';
import { Random } from './random.js';
import { concat, outcome } from './reading.js';

/** FUZZ_COUNT=10000 for more, or for one that failed: FUZZ_COUNT=1 FUZZ_SEED=<the seed printed>. Others every time. */
const count = Number(process.env.FUZZ_COUNT ?? 2000);
const firstSeed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));
const MAX_CPU_MS = 1000;

describe('any bytes', function () {
  this.timeout(600_000);

  it(`are answered with a refusal or findings, the same however they are cut: ${count} files`, async () => {
    const seen = { refused: 0, read: 0 };
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      try {
        const report = await tryOne(new Random(seed));
        seen[report.refusal === null ? 'read' : 'refused']++;
      } catch (error) {
        throw new Error(`FUZZ_COUNT=1 FUZZ_SEED=${seed} fails`, { cause: error });
      }
    }
    if (count >= 1000) assert.ok(seen.read > count / 20 && seen.refused > count / 20, JSON.stringify(seen));
  });
});

async function tryOne(random: Random): Promise<CheckReport> {
  const bytes = (random.once(2) ? randomBytes : mutatedFile)(random);
  const options = randomOptions(random);
  const started = process.cpuUsage();
  const report = await check(bytes, options, bytes.length + 1, textDecoder);
  const { user, system } = process.cpuUsage(started);
  assert.ok((user + system) / 1000 < MAX_CPU_MS, `${bytes.length} bytes took ${(user + system) / 1000} ms`);
  const { read, good, error, blank, leftOut } = report.counts;
  assert.equal(read, good + error + blank + leftOut);
  const chunk = 1 + random.below(random.once(2) ? 100 : bytes.length + 1);
  assert.deepEqual(await check(bytes, options, Math.max(chunk, bytes.length >> 10), iconvDecoder), report);
  if (report.encoding !== null) sameInBatches(random, bytes, report.encoding.encoding, options);
  return report;
}

function check(
  bytes: Uint8Array,
  options: CheckOptions,
  chunk: number,
  createDecoder: (encoding: Encoding) => Decoder,
) {
  const open = function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  };
  return checkGuardianFile({ name: 'guardians.csv', size: bytes.length, open }, { ...options, createDecoder });
}

/** Rows and all, read as the sync does: batch after batch. */
function sameInBatches(random: Random, bytes: Uint8Array, encoding: Encoding, options: CheckOptions): void {
  const transcoder = createTranscoder({ encoding });
  const utf8 = concat(transcoder.push(bytes), transcoder.end());
  const { country = 'US', contactTypes = null, columnMapping } = options;
  const how = { country, contactTypes, columnMapping, encoding };
  const whole = outcome(utf8, { ...how, chunk: utf8.length + 1 });
  const rows = Math.max(1 + random.below(40), utf8.length >> 8);
  const chunk = Math.max(1 + random.below(5000), utf8.length >> 8);
  const maxBytes = Math.max(1 + random.below(50_000), utf8.length >> 6);
  assert.deepEqual(outcome(utf8, { ...how, maxRows: rows, maxBytes, chunk }), whole);
}
