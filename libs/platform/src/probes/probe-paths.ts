/** GitLab's names of the probes, on either port. */
export const PROBES: ReadonlySet<string> = new Set(['/-/health', '/-/liveness', '/-/readiness']);

/** Probes are counted apart from traffic: they say nothing of what clients meet. */
export const isProbe = (path: string | undefined): boolean => path !== undefined && PROBES.has(path);
