import type {
  ProbeAnswer,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { StepContext } from '../StepContext';

/** What is known of whether the target accepts a value. */
export interface Acceptance {
  /** What all endpoints say together; `untold` where nobody can be asked. */
  readonly answer: ProbeAnswer | 'untold';
  /** Whether every endpoint was heard to refuse it. */
  readonly isRefused: boolean;
  /** The names of those that were asked. */
  readonly endpoints: string;
}

/** Tries a fresh login with a value at every endpoint, where that is possible. Without a value nothing is known. */
export async function acceptance(
  context: Pick<StepContext, 'rotator' | 'options' | 'rules' | 'read'>,
  value: SecretValue | undefined,
): Promise<Acceptance> {
  const { rotator, options, rules } = context;
  if (rotator.probing === 'none') {
    return { answer: 'untold', isRefused: false, endpoints: '' };
  }
  const probes = value
    ? await context.read('rotator.probe', effect =>
        rotator.probe({ options, value }, effect),
      )
    : [];
  const answers = probes.map(probe => probe.answer);
  return {
    answer: rules.answerOf(answers),
    isRefused: rules.isRefused(answers),
    endpoints: probes.map(probe => probe.endpoint).join(', '),
  };
}
