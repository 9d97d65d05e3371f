import type { CurrentNotice, NoticeFacts } from './facts';
import { noticeOfRun } from './runNotices';
import { noticeOfSecret } from './secretNotices';

/** Whom the state of the ledger concerns now, and what each is told. Pure. */
export function noticesOf(facts: NoticeFacts): CurrentNotice[] {
  return [
    ...facts.runs.flatMap(({ run, secret }) => {
      const told = noticeOfRun(facts, run, secret);
      return told ? [told] : [];
    }),
    ...facts.secrets.flatMap(secret => {
      const told = noticeOfSecret(facts, secret);
      return told ? [told] : [];
    }),
  ];
}
