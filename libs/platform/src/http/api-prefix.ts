import type { INestApplication } from '@nestjs/common';

/** Stands before every path but those below `/-/`. */
export const API_PREFIX = 'api/v4';

/** Puts every route but those below `/-/` under the API's prefix. */
export function prefixRoutes(app: INestApplication): void {
  app.setGlobalPrefix(API_PREFIX, { exclude: ['-/*probe'] });
}
