import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ByHand } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';

/**
 * A partner with a page where people make keys and delete them, and an API that takes the keys: a stand-in of ours. It has
 * no API that makes keys.
 */
export class PartnerStandIn implements ByHand {
  readonly #keys = new Set<string>();
  readonly #server: Server;
  readonly #lines: string[] = [];
  #isSilent = false;

  private constructor() {
    this.#server = createServer((request, response) => {
      // As web servers log: method, path and status. No header.
      const key = (request.headers['x-api-key'] ?? '') as string;
      const status = this.#keys.has(key) ? 200 : 401;
      this.#lines.push(`${request.method} ${request.url} ${status}`);
      if (this.#isSilent) return;
      response.writeHead(status).end('{}');
    });
  }

  static async start(): Promise<PartnerStandIn> {
    const partner = new PartnerStandIn();
    partner.#server.listen(0, '127.0.0.1');
    await once(partner.#server, 'listening');
    return partner;
  }

  get origin(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async makeValue(): Promise<SecretValue> {
    const key = randomBytes(16).toString('hex');
    this.#keys.add(key);
    return SecretValue.of({
      user: { value: 'acme', secret: false },
      key: { value: key, secret: true },
    });
  }

  async refuse(value: SecretValue): Promise<void> {
    this.#keys.delete(value.reveal('key'));
  }

  async fallSilent(): Promise<void> {
    this.#isSilent = true;
  }

  async answer(): Promise<void> {
    this.#isSilent = false;
  }

  async log(): Promise<string> {
    return this.#lines.join('\n');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
