import { explainOldUse, type OldUse } from '../../../workflow/oldUse';
import { identityOf } from './consumers';
import type { Examination, ExamineContext } from './Examination';

/**
 * Sessions on the account in use that no consumer of the catalog explains. A rotation would take their credential away,
 * so whoever plans one sees them before it starts. `undefined`: the target does not tell, or may not be asked.
 * @throws UnavailableError when the target does not answer
 */
export async function examineUnmappedUse(
  context: Pick<ExamineContext, 'rotator' | 'options' | 'read'>,
  { accounts, checks, consumers }: Examination,
): Promise<OldUse[] | undefined> {
  const { rotator, options, read } = context;
  const account = accounts?.old;
  const mayAsk = checks.every(({ ok }) => ok);
  if (rotator.usage === 'none' || account === undefined || !mayAsk)
    return undefined;
  const sessions = await read('rotator.sessions', effect =>
    rotator.sessions({ options, account }, effect),
  );
  const known = consumers.map(({ row }) => identityOf(row));
  return explainOldUse(sessions, known).filter(
    ({ consumer }) => consumer === undefined,
  );
}
