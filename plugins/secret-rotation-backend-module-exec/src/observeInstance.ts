import {
  askEndpoint,
  judgeAttestation,
  type AttestationQuestion,
  type EndpointAnswer,
  type NamedObservation,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { isDenied, isSilent } from './exitCodes';
import type { InstanceCommandRunner } from './InstanceCommandRunner';
import type { CommandResult } from './runCommand';
import type { InstanceCommands } from './settings/readExecConsumerSettings';

/** Asks one instance for its health and its attestation, both at once. @internal */
export async function observeInstance(
  { health, attest }: InstanceCommands,
  runner: InstanceCommandRunner,
  asked: AttestationQuestion,
): Promise<NamedObservation> {
  const { path, nonce } = asked;
  const [healthResult, attested] = await Promise.all([
    runner.run(health, 'health', { KEYTURN_PATH: path }),
    attest.by === 'command'
      ? runner
          .run(attest.command, 'attest', {
            KEYTURN_PATH: path,
            KEYTURN_NONCE: nonce,
          })
          .then(asAnswer)
      : askEndpoint(
          { base: attest.url.expand(runner.consumer) },
          {
            method: 'GET',
            target: `?${new URLSearchParams({ path, nonce })}`,
            token: attest.token,
          },
          runner,
        ),
  ]);
  const observation = judgeAttestation(attested, asked);
  return {
    ...observation,
    health: healthOf(healthResult),
    finding:
      observation.finding ??
      (isSilent(healthResult) ? 'unreachable' : undefined),
  };
}

function healthOf(result: CommandResult): NamedObservation['health'] {
  if (result.kind !== 'exited' || isSilent(result) || isDenied(result)) {
    return 'unknown';
  }
  return result.code === 0 ? 'healthy' : 'ill';
}

/** What a command said, in the words of the endpoint in whose place it stands. */
function asAnswer(result: CommandResult): EndpointAnswer {
  if (result.kind === 'too-long') return { kind: 'too-long' };
  if (result.kind !== 'exited' || isSilent(result)) return { kind: 'silent' };
  if (isDenied(result)) return { kind: 'answered', status: 403, body: '' };
  return {
    kind: 'answered',
    status: result.code === 0 ? 200 : 404,
    body: result.output,
  };
}
