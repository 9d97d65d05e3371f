import { ConfigReader } from '@backstage/config';
import type { ManualRotatorPeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { PartnerStandIn } from '../__testUtils__/PartnerStandIn';
import { BY_HAND, BY_HAND_PROBED } from '../declarations';
import { PeopleRotator } from '../manual/PeopleRotator';
import { readManualSettings } from '../manual/settings';

const ENTRY = {
  kind: 'manual',
  overlap: 'dual',
  assignee: 'user:default/ana',
  field: 'key',
  tasks: {
    activate: {
      title: 'Make a new key at the partner',
      instructions: 'Log in and press New key.',
      link: 'https://partner.example/keys/{name}',
    },
    revoke: { title: 'Delete the old key', instructions: 'Press Delete.' },
  },
};

async function worldOf(isProbed: boolean) {
  const partner = await PartnerStandIn.start();
  const probe = {
    url: `${partner.origin}/v1/me?as=probe`,
    headers: { 'X-Api-Key': '{key}' },
  };
  const config = new ConfigReader({
    ...ENTRY,
    ...(isProbed && { probe }),
    network: { allow: ['127.0.0.0/8'], plainHttp: true },
    timeout: { seconds: 3 },
  });
  return {
    rotator: new PeopleRotator(readManualSettings({ name: 'partner', config })),
    options: { name: 'acme' },
    current: await partner.makeValue(),
    byHand: isProbed ? partner : undefined,
    close: () => partner.stop(),
  };
}

/** A partner that nobody can ask. */
export const UNTOLD_PARTNER: ManualRotatorPeer = {
  name: 'A partner that tells nobody what it accepts',
  declaration: BY_HAND,
  createWorld: () => worldOf(false),
  exemptions: {
    byHand:
      'no probe is configured: what people say and consumers attest is all there is',
  },
};

/** A partner whose API says whether it knows a key. */
export const PROBED_PARTNER: ManualRotatorPeer = {
  name: 'A partner of ours whose API says whether it knows a key, a stand-in',
  declaration: BY_HAND_PROBED,
  createWorld: () => worldOf(true),
};
