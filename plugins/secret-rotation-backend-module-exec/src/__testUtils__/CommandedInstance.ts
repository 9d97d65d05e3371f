import { createHmac } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  instanceId,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  ConformanceInstance,
  InstanceManner,
  InstanceUse,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';

/** The bytes of every nonce that the world's adapter draws: the answers to it are written before it asks. */
export const NONCE = Buffer.alloc(32, 7);

/** An instance of instance.sh: a folder in which its manner, its answer and what it was told are files. */
export class CommandedInstance implements ConformanceInstance {
  readonly id;
  manner: InstanceManner = 'answers';
  readonly #folder: string;

  private constructor(world: string, name: string) {
    this.id = instanceId(name);
    this.#folder = join(world, name);
  }

  static async create(world: string, name: string): Promise<CommandedInstance> {
    const instance = new CommandedInstance(world, name);
    await mkdir(instance.#folder);
    await instance.setManner('answers');
    await instance.setHealth('healthy');
    return instance;
  }

  async setUse({ path, version, value, shows }: InstanceUse) {
    const nonce = NONCE.toString('hex');
    const [field] = value.secretFieldNames;
    const hmac = createHmac('sha256', value.reveal(field)).update(nonce);
    const since = '2026-01-02T03:04:06Z';
    const use = { path, version, since };
    const answer = {
      instance: this.id,
      startedAt: since,
      uses: [shows === 'proof' ? { ...use, hmac: hmac.digest('hex') } : use],
    };
    await this.#write(`answer-${nonce}.json`, JSON.stringify(answer));
  }

  async setManner(manner: InstanceManner) {
    this.manner = manner;
    await this.#write('manner', manner);
  }

  async setHealth(health: 'healthy' | 'ill') {
    await this.#write('health', health);
  }

  async restarts(version: StoreVersionId): Promise<number> {
    const lines = await this.#lines('restarts');
    return lines.filter(line => line === version).length;
  }

  async writes(): Promise<number> {
    return (await this.#lines('writes')).length;
  }

  #write(file: string, text: string): Promise<void> {
    return writeFile(join(this.#folder, file), text);
  }

  async #lines(file: string): Promise<string[]> {
    try {
      const text = await readFile(join(this.#folder, file), 'utf8');
      return text.split('\n').slice(0, -1);
    } catch {
      return []; // not told yet
    }
  }
}
