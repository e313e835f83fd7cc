import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { ExternalContextCreator, MetadataScanner, ModulesContainer, type ParamsFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { RequestWithBody } from '../../parameters/body-reader.js';
import { API_PREFIX } from '../api-prefix.js';
import { FAST_LANE } from './fast-lane.decorator.js';

/** A marked handler, with its guard in front of it and its parameters read as ever. */
export interface FastRoute {
  readonly method: string;
  /** As the client writes it. */
  readonly path: string;
  /** @returns what the handler returns; rejects with whatever guard, parameters or handler throw */
  readonly run: (request: RequestWithBody, response: ServerResponse) => Promise<unknown>;
}

type Handler = (...args: unknown[]) => unknown;

/** One context for all requests: controllers live as long as the process. */
const STATIC = undefined;
/** The lane writes answers and errors itself. */
const WITHOUT_EDGES = { guards: true, interceptors: false, filters: false };

/** Nest's own number for the parameter that `@Res()` marks. */
const RESPONSE = 1;

/** Parameters that Nest itself would read off an Express request are left to Express. */
const parameters: ParamsFactory = {
  exchangeKeyForValue: (type: number, _data: unknown, [, response]: [unknown, ServerResponse]) => {
    if (type !== RESPONSE) throw new Error('a handler of the fast lane takes a parameter of Express');
    return response;
  },
};

/**
 * Every handler that is marked with `@FastLane()`. Nest itself puts guard, parameters and handler together, as it does for
 * its other transports: only its router is missing, and the interceptor and filter that write answers.
 */
export function fastRoutes(app: INestApplicationContext): FastRoute[] {
  const scanner = new MetadataScanner();
  return [...app.get(ModulesContainer)].flatMap(([moduleKey, { controllers }]) =>
    [...controllers.values()].flatMap(({ instance, metatype }) => {
      const controller = instance as Record<string, Handler>;
      const names = scanner.getAllMethodNames(Object.getPrototypeOf(controller) as object);
      return names
        .filter((name) => Reflect.getMetadata(FAST_LANE, controller[name] as Handler) === true)
        .map((name) => {
          const handler = controller[name] as Handler;
          const creator = creatorFor(moduleKey, app.get(ExternalContextCreator));
          return {
            method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod],
            path: pathOf(metatype as Type, handler),
            run: creator.create(
              controller,
              handler,
              name,
              ROUTE_ARGS_METADATA,
              parameters,
              STATIC,
              undefined,
              WITHOUT_EDGES,
            ),
          };
        });
    }),
  );
}

/**
 * Nest looks for the module of its other transports' handlers among providers alone, and a controller is none: without
 * its module a guard or a pipe that is given as a class would be left out, and nobody would be told.
 */
function creatorFor(moduleKey: string, creator: ExternalContextCreator): ExternalContextCreator {
  const own = Object.create(creator) as ExternalContextCreator;
  own.getContextModuleKey = () => moduleKey;
  return own;
}

function pathOf(controller: Type, handler: object): string {
  const parts = [
    API_PREFIX,
    ...[controller, handler].map((part) => Reflect.getMetadata(PATH_METADATA, part) as string),
  ];
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
}
