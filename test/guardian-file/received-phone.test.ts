import assert from 'node:assert/strict';
import { normalizePhone, phoneAsReceived, receivedPhone } from '../../src/guardian-file/index.js';

/** docs/guardian-rules.md 4: numbers are stored beside how they were received, and read again from that. */
describe('a phone number as received', () => {
  const kept: [cell: string, country: string, received: string | null][] = [
    ['(212) 555-0101', 'US', null],
    ['2125550101', 'US', null],
    ['212.555.0101 x 5', 'US', '212.555.0101 x 5'],
    [' 212 555 0101', 'US', null],
    ['(212) 555-0101', 'CA', null],
    ['+1 212 555 0101', 'US', ''],
    ['+44 20 7946 0958', 'US', ''],
    ['+12125550101', 'GB', ''],
    ['1-212-555-0101', 'US', '1-212-555-0101'],
    ['011 44 20 7946 0958', 'US', '011 44 20 7946 0958'],
    ['020 7946 0958', 'GB', '020 7946 0958'],
    ['Home: 1 212 555 0101', 'US', '1 212 555 0101'],
    ['n/a; 212-555-0101', 'US', null],
  ];
  for (const [cell, country, received] of kept)
    it(`is kept of "${cell}" (${country}) as ${JSON.stringify(received)}, and comes to the same number again`, () => {
      const plain = cell.replace(/^(Home:|n\/a;) */, '').trim();
      const phone = normalizePhone(plain, country)!;
      assert.equal(receivedPhone(cell, phone, country), received);
      assert.equal(normalizePhone(phoneAsReceived(phone, received, country), country), phone);
    });

  it('is read by another country as the cell would be', () => {
    const cells = ['(212) 555-0101', '2125550101', '+1 212 555 0101', '1 212 555 0101', '020 7946 0958', '87 654 3210'];
    for (const before of ['US', 'CA', 'GB', 'IE', 'DE'])
      for (const now of ['US', 'CA', 'GB', 'IE', 'DE'])
        for (const cell of cells) {
          const phone = normalizePhone(cell, before);
          if (phone === null) continue;
          const received = receivedPhone(cell, phone, before);
          assert.equal(
            normalizePhone(phoneAsReceived(phone, received, before), now),
            normalizePhone(cell, now),
            `${cell}, from ${before} to ${now}`,
          );
        }
  });

  it('of a number from before is taken for one in the national way', () => {
    assert.equal(phoneAsReceived('+12125550101', null, 'US'), '2125550101');
    assert.equal(normalizePhone(phoneAsReceived('+442079460958', null, 'GB'), 'GB'), '+442079460958');
    assert.equal(phoneAsReceived('+12125550101', null, 'GB'), '+12125550101');
    assert.equal(phoneAsReceived('+442079460958', null, 'US'), '+442079460958');
  });

  it('is not used for a number that it is not of', () => {
    assert.equal(phoneAsReceived('+12125550101', '1 212 555 0199', 'US'), '2125550101');
  });
});
