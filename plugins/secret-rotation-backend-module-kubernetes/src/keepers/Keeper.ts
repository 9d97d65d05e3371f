import type { InstanceObservation } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ClusterApi } from '../clusters/ClusterApi';

/** What brings one path of the store into pods of a namespace: a Secret, or a class of the CSI driver. @internal */
export interface KeptSource {
  readonly namespace: string;
  /** The Secret that it fills. */
  readonly secret?: string;
  /** The SecretProviderClass by which pods mount it. */
  readonly className?: string;
  /** Why it cannot be brought, as far as the keeper says. */
  readonly trouble?: InstanceObservation['finding'];
  /**
   * Has it brought now, not at the next interval; absent where the keeper has no means for it.
   * @param mark - differs for each time that somebody asks
   */
  force?(api: ClusterApi, mark: string): Promise<void>;
}

/** Finds what brings a path into pods of a namespace. @internal */
export type FindSources = (
  api: ClusterApi,
  namespace: string,
  remoteKey: string,
) => Promise<KeptSource[]>;
