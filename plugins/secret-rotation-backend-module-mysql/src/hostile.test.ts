import {
  describeHostileTexts,
  HOSTILE_SIGNS,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { withSqlServers } from '@keyturn/dev-peers';
import * as fc from 'fast-check';
import { rotatorsOn, TALKATIVE_AND_STRANGE } from './__conformance__/peers';

jest.setTimeout(180_000);

/** Any text, and texts of nothing but signs that mean something somewhere. */
const TEXTS = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 64 }),
  fc.string({
    unit: fc.constantFrom(...HOSTILE_SIGNS),
    minLength: 1,
    maxLength: 24,
  }),
);

const forManyTexts = (hold: (text: string) => Promise<void>) =>
  fc.assert(fc.asyncProperty(TEXTS, hold), { numRuns: 12 });

withSqlServers(TALKATIVE_AND_STRANGE, (server, name) =>
  rotatorsOn(name, server).forEach(peer =>
    describeHostileTexts(peer, forManyTexts),
  ),
);
