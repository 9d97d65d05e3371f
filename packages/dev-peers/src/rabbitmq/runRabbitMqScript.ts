import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { findRabbitMqServer, type RunningRabbitMq } from './startRabbitMq';

/**
 * Runs a shell script that calls `rabbitmqctl`, as an operator does on the server's own machine.
 * @throws Error when it fails
 * @public
 */
export async function runRabbitMqScript(
  { controlEnvironment }: RunningRabbitMq,
  script: string,
  input: string,
): Promise<void> {
  const server = findRabbitMqServer();
  if (!server) throw new Error('There is no RabbitMQ on this machine');
  // Beside the server lies the program itself. The one that Debian puts on the PATH changes the user.
  const path = [dirname(server), process.env.PATH].join(delimiter);
  const child = spawn('sh', [script], {
    env: { ...process.env, ...controlEnvironment, PATH: path },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.end(input);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The script ended with ${code}`);
}
