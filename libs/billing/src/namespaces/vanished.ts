/** SQLSTATE of a row that refers to one which is not there. */
const FOREIGN_KEY_VIOLATION = '23503';

/**
 * Runs `work`, which has found a namespace and then writes rows that refer to it. When the namespace is deleted in between,
 * the answer is the one of a namespace that was never found.
 */
export async function unlessVanished<Outcome, Missing>(
  work: Promise<Outcome>,
  missing: Missing,
): Promise<Outcome | Missing> {
  try {
    return await work;
  } catch (error) {
    const { code, constraint } = error as { code?: unknown; constraint?: unknown };
    if (code === FOREIGN_KEY_VIOLATION && String(constraint).endsWith('namespace_id')) return missing;
    throw error;
  }
}
