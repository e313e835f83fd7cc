/** How a project is asked for: by id, as the decimal digits that PostgreSQL reads, or by full path. */
export type ProjectReference = { readonly id: string } | { readonly path: string };

const MAX_BIGINT = 2n ** 63n - 1n;

/**
 * Reads the parameter `id` of `project_info` (kubernetes.md 1.5): digits are an id, text with a slash is a path. Undefined
 * for what no project can be called, so that the database need not be asked.
 */
export function projectReference(value: unknown): ProjectReference | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || text.includes('\0')) return undefined;
  if (/^[0-9]+$/.test(text)) return idReference(text);
  return text.includes('/') ? { path: text } : undefined;
}

function idReference(text: string): ProjectReference | undefined {
  const digits = text.replace(/^0+(?=[0-9])/, '');
  if (digits.length > MAX_BIGINT.toString().length || BigInt(digits) > MAX_BIGINT) return undefined;
  return { id: digits };
}
