import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretsManagersForTests } from '../secretsManagersForTests';
import {
  startSecretsManager,
  type SecretsManager,
} from '../startSecretsManager';

jest.setTimeout(60_000);

interface Step {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  /** Default: the root token. */
  readonly token?: string;
}

const patch = (body: object) => ({ method: 'PATCH', body });
const post = (body: object) => ({ method: 'POST', body });
const get = { method: 'GET' };

// One life of some paths. Each step's answer is compared.
const STORY: Step[] = [
  { ...get, path: 'secret/config' },
  { ...get, path: 'secret/metadata/a' },
  { ...get, path: 'secret/data/a' },
  { path: 'secret/metadata/a', ...patch({ custom_metadata: { k: 'v' } }) },
  { path: 'secret/data/a', ...post({ options: { cas: 1 }, data: { p: '1' } }) },
  {
    path: 'secret/data/a',
    ...post({ options: { cas: 0 }, data: { p: '1', n: 5 } }),
  },
  { path: 'secret/data/a', ...post({ options: { cas: 0 }, data: { p: '2' } }) },
  { path: 'secret/data/a', ...post({ options: { cas: 1 }, data: { p: '2' } }) },
  { path: 'secret/data/a', ...post({ data: { p: '3' } }) },
  { path: 'secret/data/a', ...post({ nothing: true }) },
  { ...get, path: 'secret/data/a' },
  { ...get, path: 'secret/data/a?version=1' },
  { ...get, path: 'secret/data/a?version=9' },
  { path: 'secret/metadata/a', ...patch({ custom_metadata: { k: 'v' } }) },
  { path: 'secret/metadata/a', ...patch({ custom_metadata: { l: 'w' } }) },
  { path: 'secret/metadata/a', ...patch({ custom_metadata: { k: null } }) },
  { ...get, path: 'secret/metadata/a' },
  { path: 'secret/metadata/a', ...post({ custom_metadata: { m: 'x' } }) },
  { ...get, path: 'secret/metadata/a' },
  { method: 'DELETE', path: 'secret/data/a' },
  { ...get, path: 'secret/data/a' },
  { path: 'secret/data/a', ...post({ options: { cas: 0 }, data: { p: '4' } }) },
  { path: 'secret/undelete/a', ...post({ versions: [3] }) },
  { path: 'secret/delete/a', ...post({ versions: [1, 2] }) },
  { path: 'secret/destroy/a', ...post({ versions: [1, 77] }) },
  { ...get, path: 'secret/data/a?version=1' },
  { path: 'secret/undelete/a', ...post({ versions: [1, 2] }) },
  { ...get, path: 'secret/metadata/a' },
  { path: 'secret/destroy/a', ...post({}) },
  { path: 'secret/metadata/b', ...post({ max_versions: 2 }) },
  { path: 'secret/data/b', ...post({ data: { p: '1' } }) },
  { path: 'secret/data/b', ...post({ data: { p: '2' } }) },
  { path: 'secret/data/b', ...post({ data: { p: '3' } }) },
  { ...get, path: 'secret/metadata/b' },
  { path: 'secret/metadata/c', ...post({ cas_required: true }) },
  { path: 'secret/data/c', ...post({ data: { p: '1' } }) },
  { path: 'secret/data/d/e', ...post({ data: { p: '1' } }) },
  { method: 'LIST', path: 'secret/metadata' },
  { method: 'LIST', path: 'secret/metadata/d' },
  { method: 'LIST', path: 'secret/metadata/none' },
  { ...get, path: 'secret/metadata/d?list=true' },
  { method: 'DELETE', path: 'secret/metadata/a' },
  { method: 'DELETE', path: 'secret/metadata/a' },
  { ...get, path: 'secret/metadata/a' },
  { path: 'secret/destroy/a', ...post({ versions: [1] }) },
  { path: 'sys/capabilities-self', ...post({ paths: ['secret/data/a'] }) },
  { ...get, path: 'nowhere/a' },
  { ...get, path: 'secret/data/b', token: 'wrong' },
  { ...get, path: 'secret/data/b', token: '' },
  { ...get, path: 'sys/internal/ui/mounts/nowhere' },
  { ...get, path: 'sys/internal/ui/mounts/secret', token: 'wrong' },
];

const POLICY = `
path "secret/data/team/*" { capabilities = ["read"] }
path "secret/data/team/own/+" { capabilities = ["create", "update"] }
path "secret/data/team/own/closed" { capabilities = ["deny"] }
path "secret/data/+/shared" { capabilities = ["read", "list"] }
path "secret/metadata/team*" { capabilities = ["read", "patch"] }
path "secret/destroy/team/a" { capabilities = ["update"] }
path "sys/capabilities-self" { capabilities = ["update"] }`;

const ASKED = [
  'secret/data/team',
  'secret/data/team/a',
  'secret/data/team/own/a',
  'secret/data/team/own/closed',
  'secret/data/team/own/a/b',
  'secret/data/team/shared',
  'secret/data/other/shared',
  'secret/metadata/team',
  'secret/metadata/teams/a',
  'secret/destroy/team/a',
  'secret/destroy/team/b',
];

const STORY_OF_POLICIES: Step[] = [
  { path: 'secret/data/team/a', ...post({ data: { p: '1' } }) },
  { path: 'secret/data/team/own/a', ...post({ data: { p: '1' } }) },
  { ...get, path: 'secret/data/team/own/a' },
  { ...get, path: 'secret/data/team/a' },
  { path: 'secret/metadata/team/own/a', ...patch({ custom_metadata: null }) },
  { method: 'DELETE', path: 'secret/metadata/team/own/a' },
  { path: 'secret/destroy/team/a', ...post({ versions: [1] }) },
  { ...get, path: 'secret/config' },
  { path: 'sys/capabilities-self', ...post({ paths: ASKED }) },
  { ...get, path: 'auth/token/lookup-self' },
  { ...get, path: 'sys/internal/ui/mounts/secret' },
];

/** One request and its answer. */
async function call(server: SecretsManager, step: Step) {
  const { method, path, body, token = server.token } = step;
  const headers = {
    ...(token ? { 'X-Vault-Token': token } : {}),
    'Content-Type':
      method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
  };
  const response = await fetch(`${server.address}/v1/${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

// Differs from server to server or from run to run.
const OWN = new Set([
  'request_id',
  'warnings',
  // OpenBao alone counts metadata versions.
  'current_metadata_version',
  'metadata_cas_required',
]);

/** An answer with times as "there is one" and without what is each server's own. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(comparable);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !OWN.has(key))
        .map(([key, part]) => [key, comparable(part)]),
    );
  }
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)
    ? 'a time'
    : value;
}

const [, real] = secretsManagersForTests();
// Without a real server there is nothing to compare with; secretsManagersForTests has said so.
(real ? describe : describe.skip)(
  'the stand-in answers as OpenBao does (needs a bao binary)',
  () => {
    const folders: string[] = [];
    const servers: SecretsManager[] = [];
    beforeAll(async () => {
      for (const binary of ['none', real?.binary ?? 'none']) {
        const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-wire-'));
        folders.push(dataDir);
        servers.push(await startSecretsManager({ dataDir, binary }));
      }
    });
    afterAll(async () => {
      await Promise.all(servers.map(server => server.stop()));
      await Promise.all(
        folders.map(folder => rm(folder, { recursive: true, force: true })),
      );
    });

    async function tell(story: Step[], tokens: string[] = []) {
      const told = [];
      for (const [index, server] of servers.entries()) {
        const answers = [];
        for (const step of story) {
          const token = step.token ?? tokens[index];
          answers.push({
            step: `${step.method} ${step.path}`,
            answer: await call(server, { ...step, token }),
          });
        }
        told.push(answers);
      }
      return told;
    }

    it('over the life of a path', async () => {
      const [standIn, openBao] = await tell(STORY);
      expect(comparable(standIn)).toEqual(comparable(openBao));
    });

    it('to a token with a policy', async () => {
      const tokens: string[] = [];
      for (const server of servers) {
        await call(server, {
          method: 'PUT',
          path: 'sys/policies/acl/team',
          body: { policy: POLICY },
        });
        const { body } = await call(server, {
          path: 'auth/token/create',
          ...post({ policies: ['team'], no_default_policy: true }),
        });
        tokens.push(body.auth.client_token);
      }

      const [standIn, openBao] = await tell(STORY_OF_POLICIES, tokens);

      const statuses = (told: typeof standIn) =>
        told?.map(({ step, answer }) => [step, answer.status]);
      const granted = (told: typeof standIn) =>
        told?.find(({ step }) => step.includes('capabilities'))?.answer.body
          .data;
      expect(statuses(standIn)).toEqual(statuses(openBao));
      expect(granted(standIn)).toEqual(granted(openBao));
    });
  },
);
