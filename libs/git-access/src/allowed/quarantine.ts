/** Folders of objects that a push has brought and that are not accepted yet, relative to the repository (git-access.md 3.1). */
export interface Quarantine {
  /** Blank for none. */
  readonly objectDirectory: string;
  readonly alternates: readonly string[];
}

export const NO_QUARANTINE: Quarantine = { objectDirectory: '', alternates: [] };

/** Reads the parameter `env`: JSON text or an object; whatever else it holds is dropped, whatever is unreadable is none. */
export function parseQuarantine(env: unknown): Quarantine {
  const parsed = typeof env === 'string' ? parseJson(env) : env;
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return NO_QUARANTINE;
  const values = new Map(Object.entries(parsed));
  const directory: unknown = values.get('GIT_OBJECT_DIRECTORY_RELATIVE');
  const alternates: unknown = values.get('GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE');
  return {
    objectDirectory: typeof directory === 'string' ? directory : '',
    alternates: Array.isArray(alternates) ? alternates.filter((entry) => typeof entry === 'string') : [],
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
