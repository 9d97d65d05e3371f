/** One broken promise each, and a text in the name of a case that has to notice it. */
export const FAULTS = {
  'declares another fencing': 'declaration: is what',
  'takes any options': 'options: of a wrong shape',
  'makes one value': 'generate: every new value is another',
  'overlooks a refused value': 'preflight: names a refused current value',
  'shows values': 'preflight: names a refused current value',
  'takes silence for a refusal': 'probe: answers unknown for an endpoint',
  'throws from probes': 'probe: answers unknown, without throwing, when',
  'activates again': 'activate: twice is as once',
  'forgets the old value': 'activate: leaves the old value accepted',
  'keeps what it replaces': 'activate: replaces the old value',
  'compares no fences': 'fence: a stale activate is refused',
  'revokes nothing': 'revoke: makes the target refuse the old value',
  'revokes everything': 'revoke: of the new value turns the run back',
  'revokes what is not its own': 'revoke: leaves credentials of somebody else',
  'counts everybody': 'sessions: those on the old account are counted',
  'ends no session': 'sessions: revoke ends those',
  'ends every session': 'sessions: revoke ends those',
  'leaves orphans': 'issue: finds what a lost answer left',
  'removes what is known': 'issue: never removes a credential that the store',
  'removes what is older': 'issue: never removes a credential that is older',
  'removes what is in use': 'issue: never removes a credential that came',
  'removes what others made': 'issue: never removes what somebody else',
  'makes room': 'issue: of a full target',
  'writes before it refuses': 'name with a NUL',
  'logs values': 'secrecy: a whole rotation leaves no value',
  'logs values on errors': 'secrecy: an error that the server is forced into',
} as const;

/** What a rotator in memory may do wrong. */
export type Fault = keyof typeof FAULTS;
