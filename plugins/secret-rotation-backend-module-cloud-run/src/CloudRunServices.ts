import type {
  ConsumerEntity,
  WorkloadOrder,
  WorkloadProblem,
  WorkloadProvider,
  WorkloadQuestion,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { AuthClient, GoogleAuth } from 'google-auth-library';
import { CloudRunApi } from './client/CloudRunApi';
import { observeService } from './evidence/observeService';
import { throwUnlessTold } from './rollout/refusals';
import { tellService, type Told } from './rollout/tellService';
import { servicesOf } from './servicesOf';
import type { CloudRunConsumerSettings } from './settings';

/** Services in Cloud Run: given a new revision for a version, and looked at until it serves. @internal */
export class CloudRunServices implements WorkloadProvider<CloudRunApi, Told> {
  readonly effect = 'gets a new revision';
  readonly source = 'Revisions of the service';
  readonly #settings: CloudRunConsumerSettings;
  readonly #auth: GoogleAuth<AuthClient>;

  constructor(
    settings: CloudRunConsumerSettings,
    auth: GoogleAuth<AuthClient>,
  ) {
    this.#settings = settings;
    this.#auth = auth;
  }

  namesOf(consumer: ConsumerEntity) {
    return servicesOf(consumer, this.#settings);
  }

  instanceOf(name: string) {
    return name;
  }

  connect(signal: AbortSignal) {
    return new CloudRunApi(this.#settings, this.#auth, signal);
  }

  tell(api: CloudRunApi, name: string, order: WorkloadOrder) {
    return tellService(api, name, { ...order, settings: this.#settings });
  }

  throwUnlessTold(
    outcomes: ReadonlyArray<Told | WorkloadProblem>,
    consumer: ConsumerEntity,
  ) {
    throwUnlessTold(outcomes, consumer, this.#settings);
  }

  observe(api: CloudRunApi, name: string, question: WorkloadQuestion) {
    return observeService(api, name, question, this.#settings);
  }
}
