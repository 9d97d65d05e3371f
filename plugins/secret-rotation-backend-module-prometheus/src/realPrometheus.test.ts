import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  MisconfiguredError,
  PermissionDeniedError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { hasPeer } from '@keyturn/dev-peers';
import {
  findPrometheus,
  startTemporaryPrometheus,
  type RunningPrometheus,
} from '@keyturn/dev-peers/prometheus';
import { consumerOf } from './__testUtils__/TestPrometheus';
import { PrometheusHealthSource } from './PrometheusHealthSource';
import { readPrometheusSettings } from './settings/readPrometheusSettings';

jest.setTimeout(300_000);

const PASSWORD = 'a-password-Qn8';
/** Of that password, by bcrypt. */
const HASH = '$2b$04$abcdefghijklmnopqrstuu0i1biHf2ARvLl3Nt8Kuchemdbf10lKi';

const program = findPrometheus();
const describeOnPrometheus = hasPeer({
  name: 'Prometheus',
  program,
  variable: 'KEYTURN_PROMETHEUS',
})
  ? describe
  : describe.skip;

const looksBackAsAsked = program !== undefined && isNewerThan2_42(program);
if (program && !looksBackAsAsked)
  process.stderr.write(
    'not run: old numbers on Prometheus (it is too old to know lookback_delta)\n',
  );

function isNewerThan2_42(file: string): boolean {
  const { stdout, stderr } = spawnSync(file, ['--version'], {
    encoding: 'utf8',
  });
  const [, major, minor] =
    /version (\d+)\.(\d+)/.exec(stdout + stderr)?.map(Number) ?? [];
  return major > 2 || (major === 2 && minor > 42);
}

describeOnPrometheus('on a real Prometheus', () => {
  let server: RunningPrometheus;
  let services: Server;
  let metrics = '';

  beforeAll(async () => {
    services = createServer((_, response) =>
      response
        .writeHead(200, { 'content-type': 'text/plain; version=0.0.4' })
        .end(metrics),
    );
    services.listen(0, '127.0.0.1');
    await once(services, 'listening');
    const { port } = services.address() as AddressInfo;
    server = await startTemporaryPrometheus({
      program: program ?? '',
      target: `127.0.0.1:${port}`,
      user: { name: 'keyturn', hash: HASH },
    });
  });
  afterAll(async () => {
    await server?.stop();
    services?.closeAllConnections();
    services?.close();
  });

  function observe(name: string, config: JsonObject = {}) {
    const source = new PrometheusHealthSource(
      readPrometheusSettings({
        name: 'errors',
        config: new ConfigReader({
          kind: 'prometheus',
          address: server.url,
          plainHttp: true,
          username: 'keyturn',
          password: PASSWORD,
          query: 'max by (pod) (error_ratio{app=~"{name}"})',
          healthyWhen: '< 0.01',
          timeout: { seconds: 60 },
          ...config,
        }),
      }),
    );
    return source.observe(
      { consumer: consumerOf(name) },
      { signal: new AbortController().signal },
    );
  }

  /** Asks until Prometheus has read what the services say; the test's own time ends it. */
  async function until(name: string, health: string, config?: JsonObject) {
    while ((await observe(name, config)).health !== health) await delay(100);
  }

  const ratio = (app: string, pod: string, number: string) =>
    `error_ratio{app="${app}",pod="${pod}"} ${number}\n`;

  it('a consumer is as well as the worst of its series', async () => {
    metrics = ratio('checkout', 'a', '0.001') + ratio('checkout', 'b', '0');
    await until('checkout', 'healthy');
    metrics = ratio('checkout', 'a', '0.001') + ratio('checkout', 'b', '0.2');
    await until('checkout', 'ill');
    metrics = ratio('checkout', 'a', '0.001') + ratio('checkout', 'b', 'NaN');
    await until('checkout', 'unknown');
    expect(await observe('ledger')).toEqual({ health: 'unknown' });
  });

  (looksBackAsAsked ? describe : describe.skip)('that is not too old', () => {
    it('a number that is not read any more is unknown before Prometheus forgets it', async () => {
      // With a time of its own, which Prometheus takes as it is.
      const old = Date.now() - 30_000;
      metrics = ratio('old', 'a', `0 ${old}`);
      await until('old', 'healthy', { staleAfter: { minutes: 4 } });
      expect(await observe('old', { staleAfter: { seconds: 10 } })).toEqual({
        health: 'unknown',
      });
    });
  });

  it('a scalar is a number, a range is none', async () => {
    expect(await observe('any', { query: 'scalar(vector(0))' })).toEqual({
      health: 'healthy',
    });
    expect(await observe('any', { query: 'up[1m]' })).toEqual({
      health: 'unknown',
    });
  });

  it('a wrong password and a wrong query are told apart', async () => {
    await expect(observe('any', { password: 'another' })).rejects.toThrow(
      PermissionDeniedError,
    );
    await expect(observe('any', { query: 'sum(' })).rejects.toThrow(
      MisconfiguredError,
    );
  });
});
