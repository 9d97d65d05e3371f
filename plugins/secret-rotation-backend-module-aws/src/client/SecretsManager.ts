import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretReads } from './SecretReads';
import { SecretWrites } from './SecretWrites';
import type { WriteBudget } from './WriteBudgets';

/** The requests that the store makes. They throw the errors of the contract alone. */
export class SecretsManager {
  readonly reads: SecretReads;
  readonly writes: SecretWrites;

  constructor(client: SecretsManagerClient, budget: WriteBudget) {
    this.reads = new SecretReads(client);
    this.writes = new SecretWrites(client, budget);
  }
}
