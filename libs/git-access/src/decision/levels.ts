/** Access levels, visibilities and feature levels by name (git-access.md 2.1). Compare with >=: new ones appear in the gaps. */
export const NO_ACCESS = 0;
export const GUEST = 10;
export const REPORTER = 20;
export const DEVELOPER = 30;
export const MAINTAINER = 40;
export const OWNER = 50;
/** Exists only in protection rules. */
export const ADMINISTRATOR = 60;

export const PRIVATE = 0;
export const INTERNAL = 10;
export const PUBLIC = 20;

export const PRIVATE_FEATURE = 10;

/** A feature that is off for everybody, owners and admins included. */
export function isDisabled(featureLevel: number): boolean {
  return featureLevel < PRIVATE_FEATURE;
}
