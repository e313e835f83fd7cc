/**
 * The little world in which the examples of the API's documentation come out as printed. Ids are those of the examples.
 */
export const demoUsers = [
  { id: 1, username: 'root', name: 'Administrator', email: 'admin@example.com', admin: true },
  { id: 7, username: 'rubi', name: 'Dede Eichmann', email: 'rubi@example.com' },
  { id: 29, username: 'jana', name: 'Jana Novak', email: 'jana@example.com' },
] as const;

/** Every group is owned by user 1, so that minutes can move between any two of them. */
export const demoOwner = 1;

export const demoGroups = [
  { id: 1001, path: 'gnuwget', visibilityLevel: 20 },
  { id: 1234, path: 'premium-customer' },
  { id: 123, path: 'minutes-source' },
  { id: 321, path: 'minutes-target' },
  { id: 127, path: 'reconciled-one' },
  { id: 129, path: 'reconciled-two' },
] as const;

export const demoProjects = [
  { id: 3, path: 'wget2', visibilityLevel: 0 },
  { id: 7, path: 'website', visibilityLevel: 20 },
] as const;

/** The group that both projects lie in, and what the two named users are in it. */
export const demoProjectGroup = 1001;
export const demoMembers = [
  { userId: 7, level: 30 },
  { userId: 29, level: 20 },
] as const;

/** Key 11 of the documentation's `authorized_keys` example, and the key by which user 7 is discovered. */
export const demoKeys = [
  { id: 11, userId: 1, title: 'admin@example.com', createdAt: '2019-06-27T15:29:02.219Z' },
  { id: 7, userId: 7, title: 'rubi@example.com', createdAt: '2019-06-28T08:00:00.000Z' },
] as const;

/** User 7 may ask for recovery codes. */
export const demoSecondFactorUser = 7;

export const demoBanner = 'Hello from post-receive';

export const demoAgent = { projectId: 3, name: 'demo-agent' } as const;
