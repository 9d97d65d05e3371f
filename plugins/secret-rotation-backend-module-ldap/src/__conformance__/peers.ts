import type { RotatorPeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import type { RunningSlapd, SlapdOptions } from '@keyturn/dev-peers';
import { createLdapWorld } from '../__testUtils__/ldapWorld';
import { documentedRules } from '../__testUtils__/documentedRules';
import { ENTRY_PASSWORD } from '../declarations';

/**
 * A server with the documented rules that writes down as much as it can. Packets are not among it: those hold the binds
 * of every consumer.
 */
export const TALKATIVE: Omit<SlapdOptions, 'dataDir'> = {
  log: 'stats,stats2,acl,filter,config,shell,parse,sync,trace',
  database: [...documentedRules(), 'access to * by * read'],
};

/** An entry of an OpenLDAP that is started with {@link TALKATIVE}. */
export function entryPasswordOn(server: () => RunningSlapd): RotatorPeer {
  return {
    name: 'OpenLDAP with two passwords of one entry',
    declaration: ENTRY_PASSWORD,
    createWorld: () => createLdapWorld(server()),
    exemptions: {
      addCredential:
        'an entry has one secret: preflight refuses another password, revoke leaves exactly the one that stays',
    },
  };
}
