/** One right of the administrator, as one rule of its ACL. */
export interface Right {
  /** Of the check that looks for it. */
  readonly code: string;
  readonly rule: string;
  /** Whether it may do this, word for word, is what the node is asked. */
  readonly command: readonly string[];
  readonly what: string;
}

/** How a node keeps users over a restart. */
export type Persistence = 'aclfile' | 'config';

const SAVE_RIGHTS: Record<Persistence, Right> = {
  aclfile: {
    code: 'redis.save-users',
    rule: '+acl|save',
    command: ['ACL', 'SAVE'],
    what: 'save users into the ACL file',
  },
  config: {
    code: 'redis.save-users',
    rule: '+config|rewrite',
    command: ['CONFIG', 'REWRITE'],
    what: 'save users into the configuration file',
  },
};

/** What the administrator needs on every node, whatever user it rotates: Redis cannot limit these to some users. */
export function rightsFor(user: string, persistence: Persistence): Right[] {
  return [
    {
      code: 'redis.set-user',
      rule: '+acl|setuser',
      command: ['ACL', 'SETUSER', user],
      what: 'set passwords',
    },
    {
      code: 'redis.get-user',
      rule: '+acl|getuser',
      command: ['ACL', 'GETUSER', user],
      what: 'look at users',
    },
    {
      code: 'redis.list-users',
      rule: '+acl|list',
      command: ['ACL', 'LIST'],
      what: 'compare the rules of the user between nodes',
    },
    {
      code: 'redis.see-sessions',
      rule: '+client|list',
      command: ['CLIENT', 'LIST'],
      what: 'see who is connected',
    },
    {
      code: 'redis.end-sessions',
      rule: '+client|kill',
      command: ['CLIENT', 'KILL', 'ID', '1'],
      what: 'end left sessions',
    },
    SAVE_RIGHTS[persistence],
  ];
}

/** With these a preflight finds out the others. */
const ASKING = ['+acl|dryrun', '+config|get', '+info', '+role', '+time'];

/** Every rule that the administrator needs, and no more; `+cluster|nodes` besides in a cluster. */
export function adminRules(persistence: Persistence = 'aclfile'): string[] {
  return [...rightsFor('any', persistence).map(({ rule }) => rule), ...ASKING];
}
