/** Why nobody is found behind a request, in the words that the shell prints (git-access.md 8, rows 2 to 5). */
export const actorRefusals = {
  noUser: 'Could not find the given user',
  noKey: 'Could not find the given key',
  keyWithoutUser: 'Could not find a user for the given key',
} as const;

/** The wire form of a refusal by these endpoints: always with status 200. */
export interface RefusalBody {
  readonly success: false;
  readonly message: string;
}

export const refusal = (message: string): RefusalBody => ({ success: false, message });
