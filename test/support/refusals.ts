/** Refusals of `/allowed` as `said` tells them, for suites that meet them often (git-access.md 3.5). */
export const M3 = '401 Your SSH key has expired.';
export const M14 = "404 The project you were looking for could not be found or you don't have permission to view it.";
export const M17 = '401 You are not allowed to download code from this project.';
export const M20 = '401 This deploy key does not have write access to this project.';
export const M21 = '401 You are not allowed to push code to this project.';
