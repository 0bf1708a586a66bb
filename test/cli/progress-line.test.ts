import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import type { Output } from '../../src/cli/cli.js';
import { ProgressLine } from '../../src/cli/progress-line.js';

function output(isTTY: boolean): { stream: Output; text: () => string } {
  let text = '';
  const stream: Output = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  stream.isTTY = isTTY;
  stream.columns = 20;
  return { stream, text: () => text };
}

describe('progress of long work', () => {
  it('is one live line on a terminal, no wider than it, and gone at the end', () => {
    const { stream, text } = output(true);
    const line = new ProgressLine(stream);
    line.update('Checking', '1 %');
    line.update('Checking', '1 %');
    line.update('Checking', 'a detail that is too long');
    line.end();
    const clear = '\r\x1b[2K';
    assert.equal(text(), `${clear}Checking  1 %${clear}Checking  a detail ${clear}`);
  });

  it('is a plain line for each new stage elsewhere', () => {
    const { stream, text } = output(false);
    const line = new ProgressLine(stream);
    line.update('Checking', '1 %');
    line.update('Checking', '2 %');
    line.update('Writing');
    line.end();
    assert.equal(text(), 'Checking  1 %\nWriting\n');
  });
});
