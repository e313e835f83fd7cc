import {
  ForbiddenException,
  RequestMethod,
  type ArgumentMetadata,
  type CanActivate,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import {
  EXCEPTION_FILTERS_METADATA,
  HEADERS_METADATA,
  HTTP_CODE_METADATA,
  INTERCEPTORS_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
  REDIRECT_METADATA,
  RENDER_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { ExternalContextCreator, MetadataScanner, ModulesContainer, type ParamsFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { ServerResponse } from 'node:http';
import type { RequestWithBody } from '../../parameters/body-reader.js';
import { API_PREFIX } from '../api-prefix.js';
import { FAST_LANE } from './fast-lane.decorator.js';

/** A marked handler, with its guard in front of it and its parameters read as ever. */
export interface FastRoute {
  readonly method: string;
  /** As declared, and as nearly every client writes it. */
  readonly path: string;
  /** @returns what the handler returns; rejects with whatever guard, parameters or handler throw */
  readonly run: (request: RequestWithBody, response: ServerResponse) => Promise<unknown>;
}

type Handler = (...args: unknown[]) => unknown;

/** One context for all requests: controllers live as long as the process. */
const STATIC = undefined;
/** The lane writes answers and errors itself. */
const WITHOUT_EDGES = { guards: true, interceptors: false, filters: false };

/** What Express would do around a handler and the lane does not, by the keys of Nest's decorators. */
const AROUND = {
  '@HttpCode': HTTP_CODE_METADATA,
  '@Header': HEADERS_METADATA,
  '@Redirect': REDIRECT_METADATA,
  '@Render': RENDER_METADATA,
  '@UseInterceptors': INTERCEPTORS_METADATA,
  '@UseFilters': EXCEPTION_FILTERS_METADATA,
};

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
 * Every handler that is marked with `@FastLane()`.
 * @throws Error when one carries a decorator that the lane would leave out without a word
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
          refuseDecorators(metatype as Type, handler);
          return {
            method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod],
            path: pathOf(metatype as Type, handler),
            run: runnerOf(controller, name, partsOf(app, moduleKey, controller, name)),
          };
        });
    }),
  );
}

function refuseDecorators(controller: Type, handler: Handler): void {
  for (const [decorator, key] of Object.entries(AROUND)) {
    if (![controller, handler].some((part) => Reflect.hasMetadata(key, part))) continue;
    throw new Error(
      `${controller.name}.${handler.name} of the fast lane has ${decorator}, which the lane does not know`,
    );
  }
}

/** What stands in front of a handler, found by Nest. */
interface Parts {
  readonly guards: readonly CanActivate[];
  readonly parameters: readonly Parameter[];
}

interface Parameter extends ArgumentMetadata {
  readonly index: number;
  readonly extractValue: (request: RequestWithBody, response: ServerResponse) => unknown;
  readonly pipes: readonly PipeTransform[];
}

/**
 * Nest itself finds guard, parameters and pipes, as it does for its other transports. It looks for the module of their
 * handlers among providers alone, and a controller is none: without its module a guard or a pipe that is given as a class
 * would be left out, and nobody would be told.
 */
function partsOf(app: INestApplicationContext, moduleKey: string, controller: Record<string, Handler>, name: string) {
  const creator = Object.create(app.get(ExternalContextCreator)) as ExternalContextCreator;
  const parts: { -readonly [Key in keyof Parts]: Parts[Key] } = { guards: [], parameters: [] };
  creator.getContextModuleKey = () => moduleKey;
  creator.createGuardsFn = (guards) => {
    parts.guards = guards as CanActivate[];
    return null;
  };
  creator.createPipesFn = (shared, own) => {
    parts.parameters = (own as unknown as Parameter[]).map((one) => ({ ...one, pipes: [...shared, ...one.pipes] }));
    return null;
  };
  const handler = controller[name] as Handler;
  creator.create(controller, handler, name, ROUTE_ARGS_METADATA, parameters, STATIC, undefined, WITHOUT_EDGES);
  return parts;
}

/** Nest's own runner awaits each step, and every promise costs a request (docs/performance.md): most steps need none. */
function runnerOf(controller: Record<string, Handler>, name: string, { guards, parameters }: Parts): FastRoute['run'] {
  const handler = controller[name] as Handler;
  const type = controller.constructor as Type;
  return async (request, response) => {
    const context = new ExecutionContextHost([request, response], type, handler);
    for (const guard of guards) {
      const verdict = guard.canActivate(context);
      // Nest lets a guard answer with an Observable, or a promise of another make: both would pass for a yes.
      if (verdict !== true && (await verdict) !== true) throw new ForbiddenException();
    }
    const values: unknown[] = [];
    for (const parameter of parameters) {
      let value = parameter.extractValue(request, response);
      for (const pipe of parameter.pipes) {
        value = pipe.transform(value, parameter);
        if (value instanceof Promise) value = await value;
      }
      values[parameter.index] = value;
    }
    return handler.apply(controller, values);
  };
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
