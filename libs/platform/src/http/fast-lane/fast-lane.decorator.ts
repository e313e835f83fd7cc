import { SetMetadata } from '@nestjs/common';

/** Key of the mark that the fast lane looks for. */
export const FAST_LANE = 'fast lane';

/**
 * Serves a handler in front of Express as well. The handler, its guard, its parameters and its answer stay the same; it
 * may take `@Parameters()`, parameters of its own making, and `@Res({ passthrough: true })`, and its path has no parameter.
 * Status, headers, interceptors and filters given by decorators keep the service from booting.
 */
export const FastLane = (): MethodDecorator => SetMetadata(FAST_LANE, true);
