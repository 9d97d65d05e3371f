/**
 * `npm run demo`: a real rotation in a temporary world, one for each store of `--stores`, without a browser. Ends with 0
 * only if no query failed, the old login is refused, the new one works, and no value is in anything that the world wrote.
 */
import { join } from 'node:path';
import { STEPS } from '@keyturn/backstage-plugin-secret-rotation-common';
import { readCommandLine, type CommandLine } from '../options';
import {
  makeTemporaryWorld,
  removeAbandonedWorlds,
  removeTemporaryWorld,
} from '../processes/temporaryWorlds';
import type { SupervisedWorld } from '../supervisor';
import { judge } from './judge';
import { Narrator } from './Narrator';
import { printVerdict, summaryOf } from './report';
import { rotateOnce } from './rotateOnce';

async function demo(commandLine: CommandLine): Promise<boolean> {
  const { sqlite, json, killAt, stores } = commandLine;
  if (killAt !== undefined && !STEPS.some(name => name === killAt)) {
    throw new Error(`--kill-at takes a step: ${STEPS.join(', ')}`);
  }
  await removeAbandonedWorlds();
  const folder = await makeTemporaryWorld();
  let world: SupervisedWorld | undefined;
  const end = () => world?.stop();
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    const narrator = new Narrator(join(folder, 'demo-output.txt'));
    const portalDatabase = sqlite ? 'better-sqlite3' : 'postgres';
    narrator.line(
      `Keyturn demo: rotates one secret in each of ${stores.join(
        ', ',
      )} once under running services. The portal keeps its data in ${portalDatabase}.`,
    );
    const seen = await rotateOnce(
      {
        folder,
        portalDatabase,
        stores,
        app: false,
        apiToken: true,
        isTemporary: true,
        failpoint: killAt && `after:step:${killAt}`,
      },
      narrator,
      started => {
        world = started;
      },
    );
    const verdict = await judge(folder, seen, {
      kills: killAt === undefined ? 0 : 1,
    });
    printVerdict(narrator, seen, verdict);
    if (json) {
      const summary = summaryOf(seen, verdict, portalDatabase);
      process.stdout.write(`${JSON.stringify(summary)}\n`);
    }
    return verdict.objections.length === 0;
  } finally {
    await world?.stop();
    if (process.env.KEYTURN_KEEP_WORLD) {
      process.stderr.write(`The world's folder is kept: ${folder}\n`);
    } else {
      await removeTemporaryWorld(folder);
    }
  }
}

async function main(): Promise<void> {
  try {
    const commandLine = readCommandLine(process.argv.slice(2), [
      '--json',
      '--kill-at',
      '--sqlite',
      '--stores',
    ]);
    process.exitCode = (await demo(commandLine)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(
      `The demo failed: ${
        error instanceof Error ? error.message : 'unknown'
      }\n`,
    );
    process.exitCode = 1;
  }
}

main();
