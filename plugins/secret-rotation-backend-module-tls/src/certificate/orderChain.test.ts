import { makeAuthority } from '../__testUtils__/madeAuthority';
import { orderChain } from './orderChain';

describe('the chain above a certificate', () => {
  it('is put in order, each followed by who signed it, and strangers are left out', async () => {
    const root = await makeAuthority('Root');
    const upper = await makeAuthority('Upper', root);
    const lower = await makeAuthority('Lower', upper);
    const leaf = await makeAuthority('Leaf', lower);
    const stranger = await makeAuthority('Lower');
    const wanted = [lower, upper, root].map(({ pem }) => pem);
    for (const given of [
      [root, upper, lower],
      [upper, stranger, root, lower],
      [lower, root, lower, upper],
    ]) {
      expect(
        orderChain(
          leaf.pem,
          given.map(({ pem }) => pem),
        ),
      ).toEqual(wanted);
    }
    expect(orderChain(leaf.pem, [root.pem])).toEqual([]);
  });
});
