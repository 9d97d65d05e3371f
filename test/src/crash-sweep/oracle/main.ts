/**
 * The oracle: a process outside of Keyturn, with credentials of its own, that looks all the time at what Keyturn
 * promises. Started by `startOracle`; ends with its parent.
 */
import { Oracle } from './Oracle';
import { oracleSettings, viewsOf } from './settings';
import type { OracleQuestion } from './startOracle';

process.once('disconnect', () => process.exit(0));

const oracle = new Oracle(
  viewsOf(oracleSettings.parse(JSON.parse(process.env.KEYTURN_ORACLE ?? '{}'))),
);
// An end that fails ends the process, and whoever asks next hears of it.
oracle.watch();

process.on('message', async ({ ask }: OracleQuestion) => {
  try {
    const answer =
      ask === 'begin' ? await oracle.begin() : await oracle.report();
    process.send?.({ type: 'answer', answer });
  } catch {
    // What failed may quote a value.
    process.send?.({ type: 'failed' });
  }
});
