import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../processes/freePort';
import { runServer } from '../processes/serverProcess';

const HOST = '127.0.0.1';

/** A real Prometheus on loopback. @public */
export interface RunningPrometheus {
  readonly url: string;
  readonly pid: number;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts a Prometheus in a new temporary folder.
 * @public
 */
export async function startTemporaryPrometheus(options: {
  program: string;
  /** Host and port whose `/metrics` it reads each second. */
  target: string;
  /** Its only user, with a bcrypt hash. */
  user: { readonly name: string; readonly hash: string };
}): Promise<RunningPrometheus> {
  const { program, target, user } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-prometheus-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const configFile = join(dataDir, 'prometheus.yml');
    const webFile = join(dataDir, 'web.yml');
    // JSON is YAML.
    const config = {
      global: { scrape_interval: '1s' },
      scrape_configs: [
        { job_name: 'services', static_configs: [{ targets: [target] }] },
      ],
    };
    await writeFile(configFile, JSON.stringify(config));
    await writeFile(
      webFile,
      JSON.stringify({ basic_auth_users: { [user.name]: user.hash } }),
    );
    const url = `http://${HOST}:${await freePort()}`;
    const server = await runServer({
      command: program,
      args: [
        `--config.file=${configFile}`,
        `--web.config.file=${webFile}`,
        `--storage.tsdb.path=${join(dataDir, 'data')}`,
        `--web.listen-address=${new URL(url).host}`,
      ],
      dataDir,
    });
    // It asks for a password before it is ready: whoever is refused has been answered.
    await server.untilReady(() => answers(`${url}/-/ready`));
    return {
      url,
      pid: server.pid,
      stop: async () => {
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false, // it does not listen yet
  );
}
