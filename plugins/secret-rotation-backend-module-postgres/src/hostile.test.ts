import {
  describeHostileTexts,
  HOSTILE_SIGNS,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { withPostgres } from '@keyturn/dev-peers';
import * as fc from 'fast-check';
import {
  alternatingUsersOn,
  singleUserOn,
  TALKATIVE,
} from './__conformance__/peers';

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

const postgres = withPostgres(TALKATIVE);

describeHostileTexts(alternatingUsersOn(postgres), forManyTexts);
describeHostileTexts(singleUserOn(postgres), forManyTexts);
