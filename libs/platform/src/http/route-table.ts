import type { Express } from 'express';

interface Layer {
  match(path: string): boolean;
  route?: { path: string; methods: Record<string, boolean> };
}

/** A route as the router holds it. */
export interface RouteEntry {
  readonly method: string;
  readonly path: string;
}

const layersOf = (express: Express): Layer[] => (express.router as unknown as { stack: Layer[] }).stack;

/** Nest's own catch-all layers name no route of ours. */
const isRoute = (layer: Layer): boolean => layer.route !== undefined && !layer.route.path.includes('*');

const methodsOfLayer = (layer: Layer): string[] =>
  Object.keys(layer.route?.methods ?? {}).map((method) => method.toUpperCase());

/** Every route that the running application serves, read from the router itself. */
export function routesOf(express: Express): RouteEntry[] {
  return layersOf(express).flatMap((layer) =>
    isRoute(layer)
      ? methodsOfLayer(layer).map((method) => ({ method, path: (layer.route as { path: string }).path }))
      : [],
  );
}

/** The methods that a path knows, for 405 and its `Allow` header; empty when no route has this path. */
export function methodsOfPath(express: Express, path: string): string[] {
  const methods = new Set<string>();
  for (const layer of layersOf(express)) {
    if (!isRoute(layer) || !matches(layer, path)) continue;
    for (const method of methodsOfLayer(layer)) methods.add(method);
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

/** The route that a request would have come to; undefined when it would have come to none. */
export function routeOfPath(express: Express, method: string, path: string): string | undefined {
  const wanted = method === 'HEAD' ? 'GET' : method;
  const layer = layersOf(express).find(
    (one) => isRoute(one) && methodsOfLayer(one).includes(wanted) && matches(one, path),
  );
  return layer?.route?.path;
}

/** A path with a broken percent escape matches nothing. */
function matches(layer: Layer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    return false;
  }
}
