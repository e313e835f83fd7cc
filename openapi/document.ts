import { ModulesContainer } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { CALLER } from '@app/platform';
import { about } from './about.js';
import { securitySchemes, sharedAnswers } from './callers.js';
import { describeOperation, responseObject, type Operation } from './operation.js';
import { routes } from './routes/index.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/**
 * The OpenAPI document of an application: routes, callers and parameters from its code, the rest from `routes`.
 * @throws Error when a route is not described, or a description has no route
 */
export function openApiDocument(app: NestExpressApplication, version: string): OpenAPIObject {
  const outline = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(about.title)
    .setDescription(about.description)
    .setVersion(version)
    .addServer('/')
    .build();
  const skeleton = SwaggerModule.createDocument(app, outline, { operationIdFactory: operationId });
  const operations = operationsOf(app, skeleton);
  requireSame([...operations.keys()], Object.keys(routes));

  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, description] of Object.entries(routes)) {
    const operation = operations.get(name) as Operation;
    (paths[operation.path] ??= {})[operation.method] = describeOperation(operation, description);
  }
  const responses = Object.fromEntries(
    Object.entries(sharedAnswers).map(([name, answer]) => [name, responseObject([answer])]),
  );
  return {
    ...skeleton,
    tags: about.tags,
    paths,
    components: { responses, securitySchemes },
  } as unknown as OpenAPIObject;
}

const operationId = (controller: string, method: string): string =>
  `${controller.replace(/Controller$/, '')}_${method}`;

/** What the application serves, by method and path. */
function operationsOf(app: NestExpressApplication, { paths }: OpenAPIObject): Map<string, Operation> {
  const handlers = handlersOf(app);
  const operations = new Map<string, Operation>();
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS) {
      const id = item[method]?.operationId;
      if (id === undefined) continue;
      const handler = handlers.get(id);
      if (handler === undefined) throw new Error(`${id} is no handler`);
      operations.set(`${method.toUpperCase()} ${path}`, { operationId: id, path, method, ...handler });
    }
  }
  return operations;
}

type Handler = Pick<Operation, 'handler' | 'controller' | 'caller'>;

function handlersOf(app: NestExpressApplication): Map<string, Handler> {
  const found = new Map<string, Handler>();
  for (const { controllers } of app.get(ModulesContainer).values()) {
    for (const { metatype } of controllers.values()) {
      const { prototype: controller, name } = metatype as { prototype: object; name: string };
      for (const handler of Object.getOwnPropertyNames(controller)) {
        const method = (controller as Record<string, object>)[handler] as object;
        const caller = (Reflect.getMetadata(CALLER, method) ??
          Reflect.getMetadata(CALLER, metatype as object)) as string;
        found.set(operationId(name, handler), { handler, controller, caller });
      }
    }
  }
  return found;
}

function requireSame(served: readonly string[], described: readonly string[]): void {
  const missing = served.filter((name) => !described.includes(name)).map((name) => `${name} is not described`);
  const extra = described.filter((name) => !served.includes(name)).map((name) => `${name} is described, not served`);
  const faults = [...missing, ...extra];
  if (faults.length > 0) throw new Error(faults.join('; '));
}
