import type { LoggerService } from '@backstage/backend-plugin-api';
import type { FileAuthority } from './FileAuthority';

/** Renews the revocation list of every file authority in time. One that fails does not hold up the others. */
export async function refreshLists(
  authorities: ReadonlyMap<string, Pick<FileAuthority, 'refreshList'>>,
  logger: Pick<LoggerService, 'warn'>,
): Promise<void> {
  for (const [name, authority] of authorities) {
    try {
      await authority.refreshList();
    } catch (error) {
      // Authorities throw the errors of the contract alone, whose messages are written for people.
      const { message } = error as Error;
      logger.warn(`The revocation list of ${name} was not renewed: ${message}`);
    }
  }
}
