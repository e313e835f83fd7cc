import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { RequestWithBody } from './body-reader.js';
import { ParametersPipe } from './parameters.pipe.js';
import { requestParameters } from './request-parameters.js';

const merged = createParamDecorator((_: unknown, context: ExecutionContext) =>
  requestParameters(context.switchToHttp().getRequest<RequestWithBody>()),
);

const POSITION = Symbol('position of the parameters');

/** The request's parameters as an instance of the DTO class that the handler declares. */
export const Parameters = (): ParameterDecorator => (controller, handler, position) => {
  Reflect.defineMetadata(POSITION, position, controller, handler as string);
  merged(ParametersPipe)(controller, handler, position);
};

/** The DTO class that a handler reads its parameters with; undefined when it reads none. For the API's document. */
export function parametersOf(controller: object, handler: string): (new () => object) | undefined {
  const position = Reflect.getMetadata(POSITION, controller, handler) as number | undefined;
  if (position === undefined) return undefined;
  const types = Reflect.getMetadata('design:paramtypes', controller, handler) as (new () => object)[];
  return types[position];
}
