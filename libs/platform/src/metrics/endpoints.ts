import { Injectable, RequestMethod, type OnApplicationBootstrap } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { API_PREFIX } from '../http/api-prefix.js';
import { FEATURE, type Endpoint, type Feature } from './endpoint.js';
import { Metrics } from './metrics.js';

const UNDECLARED: Feature = { category: 'not_owned', urgency: 'default' };
/** Routes below it have no prefix. */
const OPERATORS_PATH = '-';

/** All routes of the application with what they belong to; their counters begin at zero when it starts. */
@Injectable()
export class Endpoints implements OnApplicationBootstrap {
  private readonly byRoute = new Map<string, Endpoint>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    for (const endpoint of this.discover()) {
      this.byRoute.set(`${endpoint.method} ${endpoint.route}`, endpoint);
      this.metrics.http.declare(endpoint);
    }
  }

  get all(): readonly Endpoint[] {
    return [...this.byRoute.values()];
  }

  /** @param route as the router holds it; HEAD is served by the route of GET */
  find(method: string, route: string): Endpoint | undefined {
    return this.byRoute.get(`${method === 'HEAD' ? 'GET' : method} ${route}`);
  }

  private discover(): Endpoint[] {
    return this.discovery.getControllers().flatMap(({ metatype, instance }) =>
      this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object).flatMap((name) => {
        const handler = (instance as Record<string, unknown>)[name] as object;
        const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
        if (method === undefined) return [];
        const feature = (Reflect.getMetadata(FEATURE, handler) ?? Reflect.getMetadata(FEATURE, metatype as object)) as
          Feature | undefined;
        const own = [metatype as object, handler].map((part) => Reflect.getMetadata(PATH_METADATA, part) as string);
        return [endpoint(RequestMethod[method], own, feature ?? UNDECLARED)];
      }),
    );
  }
}

function endpoint(method: string, parts: readonly string[], feature: Feature): Endpoint {
  const path = parts.flatMap((part) => part.split('/')).filter(Boolean);
  const [route, shown] =
    path[0] === OPERATORS_PATH
      ? [`/${path.join('/')}`, `/${path.join('/')}`]
      : [`/${API_PREFIX}/${path.join('/')}`, `/api/:version/${path.join('/')}`];
  return { method, route, id: `${method} ${shown}`, ...feature };
}
