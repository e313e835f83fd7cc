import { Refusal } from '../refusals/refusal.js';
import { Database, type Queries } from './database.js';

/** Carries a refusal out of a transaction, which ends by an exception only. */
class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/**
 * Runs `work` in one transaction; a refusal undoes what was done before it and is returned. Inside a transaction of the
 * caller's it takes part in that one, and what a refusal undoes is the caller's to decide.
 */
export async function transact<Result>(scope: Queries, work: (queries: Queries) => Promise<Result>): Promise<Result> {
  if (!(scope instanceof Database)) return work(scope);
  try {
    return await scope.transaction(async (queries) => {
      const result = await work(queries);
      if (result instanceof Refusal) throw new Refused(result);
      return result;
    });
  } catch (error) {
    // Only a refusal that `work` may return can be thrown here, so it is one of its results.
    if (error instanceof Refused) return error.refusal as Result;
    throw error;
  }
}
