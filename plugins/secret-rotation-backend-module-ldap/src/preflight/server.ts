import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Client } from 'ldapts';
import { AssertionControl } from '../controls';

/** Looks whether the directory can compare and change in one step. */
export async function checkServer(client: Client): Promise<PreflightCheck[]> {
  const { searchEntries } = await client.search('', {
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['supportedControl'],
  });
  const controls = [searchEntries[0]?.supportedControl ?? []]
    .flat()
    .map(String);
  const code = 'ldap.assertion-control';
  return [
    controls.includes(AssertionControl.type)
      ? {
          code,
          ok: true,
          message: 'The directory compares and changes in one step',
        }
      : {
          code,
          ok: false,
          message:
            'The directory does not know the assertion control, by which late workers are kept away',
          fix: 'Rotate entries of a directory that knows RFC 4528, for example OpenLDAP',
        },
  ];
}
