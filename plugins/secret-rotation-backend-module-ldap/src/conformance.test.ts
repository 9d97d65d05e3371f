import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { entryPasswordOn, TALKATIVE } from './__conformance__/peers';
import { describeOnSlapd, withSlapd } from './__testUtils__/withSlapd';

jest.setTimeout(300_000);

describeOnSlapd('an entry of a directory', () => {
  describeRotator(entryPasswordOn(withSlapd(TALKATIVE)));
});
