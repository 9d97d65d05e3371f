import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { secretUse, versionOf, withVersion } from './secretUse';

const PATH = 'payments-db-login';
const use = secretUse(PATH, [
  '{path}',
  'projects/payments-prod/secrets/{path}',
]);
const mark = (version: string) => ({ [use.annotation]: version });
const variable = (version: string, secret = PATH) => ({
  env: [{ valueSource: { secretKeyRef: { secret, version } } }],
});
const file = (version?: string, secret = PATH) => ({
  secret: { secret, ...(version && { items: [{ version }] }) },
});

it.each([
  ['a pinned variable', { containers: [variable('41')] }, '41'],
  ['a pinned file', { volumes: [file('41')] }, '41'],
  [
    'variable and file alike',
    { containers: [variable('41')], volumes: [file('41')] },
    '41',
  ],
  [
    'containers that differ',
    { containers: [variable('41'), variable('42')] },
    undefined,
  ],
  [
    'a pinned one and one that follows, without a mark',
    { containers: [variable('41')], volumes: [file()] },
    undefined,
  ],
  [
    'a pinned one and one that follows, marked alike',
    {
      containers: [variable('41')],
      volumes: [file()],
      annotations: mark('41'),
    },
    '41',
  ],
  [
    'a mark that a pinned reference does not need',
    { containers: [variable('41')], annotations: mark('42') },
    '41',
  ],
  [
    'the secret of another project',
    { containers: [variable('41', `projects/other/secrets/${PATH}`)] },
    undefined,
  ],
  ['no reference', { annotations: mark('41') }, undefined],
])('reads the version of %s', (_what, workload, version) => {
  expect(versionOf(workload, use)).toBe(version);
});

it('writes the version where it is pinned, and keeps all else', () => {
  const template = {
    revision: 'checkout-green',
    labels: { team: 'payments' },
    containers: [variable('41'), variable('7', 'another')],
    volumes: [
      file('latest'),
      file('41', `projects/payments-prod/secrets/${PATH}`),
    ],
  };
  const next = withVersion(template, use, '42');
  expect(next).toEqual({
    labels: { team: 'payments' },
    containers: [variable('42'), variable('7', 'another')],
    volumes: [
      file('latest'),
      file('42', `projects/payments-prod/secrets/${PATH}`),
    ],
    annotations: mark('42'),
  });
  expect(versionOf(next, use)).toBe('42');
  expect(template.containers[0]).toEqual(variable('41'));
});

it('pins no reference to a version of another store', () => {
  expect(() =>
    withVersion({ containers: [variable('41')] }, use, 'uuid-of-aws'),
  ).toThrow(MisconfiguredError);
});
