import { Injectable, RequestMethod, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { BootError, CALLER } from '@app/platform';
import { Authenticators } from './authenticators.js';

/** Nest's own key for the method of a handler; present on routes alone. */
const ROUTE_METHOD = 'method';

/** Stops the boot when a route does not say who may call it, or says a name that nobody authenticates. */
@Injectable()
export class RouteDeclarations implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly authenticators: Authenticators,
  ) {}

  onApplicationBootstrap(): void {
    const faults = this.discovery.getControllers().flatMap(({ metatype, instance }) =>
      this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object).flatMap((name) => {
        const handler = (instance as Record<string, unknown>)[name] as object;
        const method = Reflect.getMetadata(ROUTE_METHOD, handler) as RequestMethod | undefined;
        if (method === undefined) return [];
        const caller = (Reflect.getMetadata(CALLER, handler) ?? Reflect.getMetadata(CALLER, metatype as object)) as
          string | undefined;
        const route = `${(metatype as { name: string }).name}.${name}`;
        if (caller === undefined) return [`${route} declares no caller`];
        return this.authenticators.get(caller) === undefined ? [`${route} declares unknown caller ${caller}`] : [];
      }),
    );
    if (faults.length > 0) throw new BootError(faults.join('; '));
  }
}
