import { LeaseLostError } from '../../ledger/errors';

/** Not being answered by a consumer is a fact about it. A lost lease is not: it ends the work. */
export function unanswered(error: unknown): undefined {
  if (error instanceof LeaseLostError) throw error;
  return undefined;
}
