import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { RequestWithBody } from './body-reader.js';
import { ParametersPipe } from './parameters.pipe.js';
import { requestParameters } from './request-parameters.js';

const merged = createParamDecorator((_: unknown, context: ExecutionContext) =>
  requestParameters(context.switchToHttp().getRequest<RequestWithBody>()),
);

/** The request's parameters as an instance of the DTO class that the handler declares. */
export const Parameters = (): ParameterDecorator => merged(ParametersPipe);
