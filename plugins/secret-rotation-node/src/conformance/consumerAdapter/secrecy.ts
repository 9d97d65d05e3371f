import { inspect } from 'node:util';
import { storeVersionId } from '../../contracts/SecretStore';
import { CANDIDATES, NEW, using, type Scene } from './scene';

/** Tests that no value comes out of an adapter. */
export function testSecrecy(begin: () => Scene): void {
  it('shows no value in what it returns, throws or is', async () => {
    const scene = begin();
    const shown: unknown[] = [scene.world.adapter];
    const use = using(NEW);
    // An instance that puts the value where its version id belongs.
    await scene.first.setUse({
      ...use,
      version: storeVersionId(use.value.reveal('password')),
    });
    shown.push(await scene.observe());
    for (const manner of ['denies', 'babbles', 'unreachable'] as const) {
      await scene.first.setManner(manner);
      shown.push(await scene.observe());
      shown.push(await scene.reload().catch(error => error));
    }
    const text = shown.map(printed).join('\n');
    for (const value of CANDIDATES.values()) {
      for (const form of formsOf(value.reveal('password'))) {
        expect(text).not.toContain(form);
      }
    }
  });
}

function printed(what: unknown): string {
  const deep = inspect(what, { depth: 20, showHidden: true });
  const stack = what instanceof Error ? what.stack ?? '' : '';
  return [deep, stack, JSON.stringify(what)].join('\n');
}

function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  return [text, bytes.toString('base64'), bytes.toString('hex')];
}
