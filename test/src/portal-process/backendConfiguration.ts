import type { RunningPostgres } from '@keyturn/dev-peers';
import { PORTAL_DATABASE } from '@keyturn/dev-peers/world';

const VERBS = [
  'read',
  'plan',
  'start',
  'recheck',
  'resolve',
  'release',
  'cancel',
];

/** The key `backend` of a portal that keeps its data in PostgreSQL and lets one program do all that a run needs. */
export function backendConfiguration(options: {
  readonly postgres: RunningPostgres;
  /** Of the portal's own role. */
  readonly password: string;
  readonly apiToken: string;
  /** By what name the program stands in the audit trail. */
  readonly subject: string;
}) {
  const { postgres, password, apiToken, subject } = options;
  return {
    database: {
      client: 'pg',
      pluginDivisionMode: 'schema',
      connection: {
        host: postgres.host,
        port: postgres.port,
        user: PORTAL_DATABASE,
        password,
        database: PORTAL_DATABASE,
      },
    },
    auth: {
      externalAccess: [
        {
          type: 'static',
          options: { token: apiToken, subject },
          accessRestrictions: [
            {
              plugin: 'secret-rotation',
              permission: [
                ...VERBS.map(verb => `secret-rotation.secret.${verb}`),
                'secret-rotation.unmanaged.read',
              ],
            },
          ],
        },
      ],
    },
  };
}
