import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { certificateId, RenewalInfo } from './renewalInfo';

/** The certificate of RFC 9773, appendix A. */
const EXAMPLE = `-----BEGIN CERTIFICATE-----
MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
+FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
-----END CERTIFICATE-----
`;
const ID = 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE';

/** A stand-in for the renewal information that Pebble 2.4 lacks, written after RFC 9773. */
class RenewalServer {
  info: object | undefined;
  asked: string[] = [];
  readonly #server: Server = createServer((request, response) => {
    const { port } = this.#server.address() as AddressInfo;
    const path = request.url ?? '';
    this.asked.push(path);
    response.setHeader('content-type', 'application/json');
    if (path === '/dir') {
      const renewalInfo = `http://127.0.0.1:${port}/renewal-info`;
      response.end(JSON.stringify(this.info ? { renewalInfo } : {}));
      return;
    }
    response.setHeader('retry-after', '3600');
    response.end(JSON.stringify(this.info));
  });

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/dir`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

describe('renewal information', () => {
  const server = new RenewalServer();
  let directory: string;
  let now = 0;
  beforeAll(async () => {
    directory = await server.start();
  });
  beforeEach(() => {
    now = 0;
    server.asked = [];
    server.info = undefined;
  });
  afterAll(() => server.stop());

  it('is asked under the identifier of RFC 9773', async () => {
    expect(certificateId(EXAMPLE)).toBe(ID);
    server.info = {
      suggestedWindow: {
        start: '2025-01-02T04:00:00Z',
        end: '2025-01-03T04:00:00+01:00',
      },
    };
    const info = new RenewalInfo(directory, () => now);
    expect(await info.windowOf(EXAMPLE)).toEqual({
      start: new Date('2025-01-02T04:00:00Z'),
      end: new Date('2025-01-03T03:00:00Z'),
    });
    expect(server.asked).toEqual(['/dir', `/renewal-info/${ID}`]);
  });

  it('is asked again when the server wants to be, and a new window holds', async () => {
    const window = {
      start: '2025-01-02T04:00:00Z',
      end: '2025-01-03T04:00:00Z',
    };
    server.info = { suggestedWindow: window };
    const info = new RenewalInfo(directory, () => now);
    await info.windowOf(EXAMPLE);
    server.info = {
      suggestedWindow: { ...window, start: '2025-01-01T00:00:00Z' },
    };
    now = 3_599_000;
    expect((await info.windowOf(EXAMPLE))?.start).toEqual(
      new Date(window.start),
    );
    expect(server.asked).toHaveLength(2);
    now = 3_601_000;
    expect((await info.windowOf(EXAMPLE))?.start).toEqual(
      new Date('2025-01-01T00:00:00Z'),
    );
  });

  it('is none where the server has none, and where its window ends before it begins', async () => {
    expect(
      await new RenewalInfo(directory, () => now).windowOf(EXAMPLE),
    ).toBeUndefined();
    server.info = {
      suggestedWindow: {
        start: '2025-01-03T04:00:00Z',
        end: '2025-01-02T04:00:00Z',
      },
    };
    expect(
      await new RenewalInfo(directory, () => now).windowOf(EXAMPLE),
    ).toBeUndefined();
  });

  it('fails, and is asked again, when the server gives something else', async () => {
    server.info = { suggestedWindow: 'soon' };
    const info = new RenewalInfo(directory, () => now);
    await expect(info.windowOf(EXAMPLE)).rejects.toThrow();
    await expect(info.windowOf(EXAMPLE)).rejects.toThrow();
    expect(server.asked).toHaveLength(4);
  });
});
