import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { accessKeysOn } from './__conformance__/peers';
import { withMoto } from './__testUtils__/withMoto';

jest.setTimeout(300_000);

const moto = withMoto();

// What is missing was named by then.
(moto ? describe : describe.skip)('AWS IAM', () => {
  describeRotator(accessKeysOn(() => moto?.() ?? ''));
});
