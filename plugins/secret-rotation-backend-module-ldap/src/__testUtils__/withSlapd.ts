import {
  findSlapd,
  hasPeer,
  startTemporarySlapd,
  type RunningSlapd,
  type SlapdOptions,
} from '@keyturn/dev-peers';
import { documentedRules } from './documentedRules';

/** `describe` where the machine has a slapd, else skipped with the reason printed. */
export const describeOnSlapd = hasPeer({
  name: 'OpenLDAP',
  program: findSlapd(),
  variable: 'KEYTURN_SLAPD',
})
  ? describe
  : describe.skip;

/** For the tests of one `describe`: one server, started before them and ended after them. */
export function withSlapd(
  options: Omit<SlapdOptions, 'dataDir'> = {},
): () => RunningSlapd {
  let server: RunningSlapd | undefined;
  beforeAll(async () => {
    server = await startTemporarySlapd({
      database: [...documentedRules(), 'access to * by * read'],
      ...options,
    });
  }, 60_000);
  afterAll(() => server?.stop(), 60_000);
  return () => {
    if (!server) throw new Error('The server exists inside of tests only');
    return server;
  };
}
