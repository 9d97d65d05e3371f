import {
  accountName,
  type Rotator,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RotatorWorld } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { at } from '../__testUtils__/ownAuthority';

const NAME = 'shop.example.com';

const INTERRUPTED =
  'cut off before or after any request, is done once by who tries again';
const ASKS_NOBODY =
  'a certificate is good from its signature on: activate asks nobody';

/** Why cases are skipped whoever signs. */
export const NOT_OF_CERTIFICATES = {
  'activate: of a target that cannot be asked is unavailable': ASKS_NOBODY,
  [`interrupted: activate, ${INTERRUPTED}`]: ASKS_NOBODY,
  'probe: answers unknown, without throwing, where nobody listens':
    'a certificate on another key is refused by every client: nobody is asked. A list that cannot be had is tried by a test of its own',
  openSession:
    'an authority has no sessions: those of servers live on, which the declaration says',
  withSilentEndpoint:
    'a list that cannot be had is tried by a test of its own: there is one for each certificate',
};

const DEAD =
  'it keeps no list by which a certificate is known as one of a run: what a lost answer leaves there has a key that died with the worker';

/** Why cases are skipped where nobody can find what a lost answer left. */
export const KEY_IS_DEAD = {
  [`interrupted: issue, ${INTERRUPTED}`]: DEAD,
  countCredentials: DEAD,
  'issue: finds what a lost answer left at the target, and removes it on the next call':
    DEAD,
};

/** A certificate that another run had signed. */
async function firstCertificate(
  rotator: Rotator,
  context = at(1),
): Promise<SecretValue> {
  return issue(rotator, NAME, context);
}

/** A secret with a certificate, its world being the rest. */
export async function certificateWorld(
  rest: Pick<RotatorWorld, 'rotator' | 'look' | 'close'> &
    Partial<RotatorWorld>,
): Promise<RotatorWorld> {
  const { rotator } = rest;
  const world = {
    ...rest,
    options: { names: [NAME] },
    current: await firstCertificate(rotator),
    foreign: await issue(rotator, 'pay.example.com', at(1)),
    addCredential: async () => firstCertificate(rotator, at(3)),
  };
  return {
    ...world,
    // Strange names are no DNS names: there is no certificate for them.
    named: async name => ({
      ...world,
      options: { names: [name] },
      close: async () => undefined,
    }),
  };
}

async function issue(
  rotator: Rotator,
  name: string,
  context: ReturnType<typeof at>,
): Promise<SecretValue> {
  if (rotator.issues !== 'issued') throw new Error('It signs certificates');
  return rotator.issue(
    {
      options: rotator.parseOptions({ names: [name] }),
      account: accountName(name),
      current: undefined,
      known: [],
      since: new Date(0),
    },
    context,
  );
}
