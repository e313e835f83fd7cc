/** Database that every suite's own is copied from. */
export const TEMPLATE = 'template_internal_api';
/** How many numbered databases the test Redis has: one for each suite of a run. */
export const REDIS_DATABASES = 1024;
/** The first id that a sequence gives in a suite; smaller ones are for tests to choose. */
export const FIRST_GENERATED_ID = 100_001;

const variables = { postgres: 'INTERNAL_API_TEST_POSTGRES', redis: 'INTERNAL_API_TEST_REDIS' } as const;

export interface ServerUrls {
  readonly postgres: string;
  readonly redis: string;
}

/** Where this run's servers are: the global setup writes it, Jest's workers inherit it. */
export const servers = {
  announce(urls: ServerUrls): void {
    process.env[variables.postgres] = urls.postgres;
    process.env[variables.redis] = urls.redis;
  },
  urls(): ServerUrls {
    const postgres = process.env[variables.postgres];
    const redis = process.env[variables.redis];
    if (!postgres || !redis) throw new Error('no test servers: does this Jest project name the global setup?');
    return { postgres, redis };
  },
};
