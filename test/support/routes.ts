import { routesOf } from '@app/platform';
import type { OutgoingHttpHeaders } from 'node:http';
import { KAS_SECRET, SHELL_SECRET, type RunningApi } from './app.js';
import { kasClaims } from './kas-client.js';
import { shellClaims, signJwt } from './shell-client.js';

/** Who a route is for; `anybody` for the probes and the description of the interface. */
export type RouteCaller = 'anybody' | 'shell' | 'kas' | 'agent' | 'portal';

export interface ServedRoute {
  readonly method: string;
  /** With every parameter of the path filled in. */
  readonly path: string;
  readonly caller: RouteCaller;
}

const FOR_AGENTS = /\/kubernetes\/(agent_info|project_info|verify_project_access|modules\/)/;

/** A route that nobody here has heard of counts as the shell's: a new one is attacked like the others. */
function callerOf(path: string): RouteCaller {
  if (/^\/-\/(health|liveness|readiness|openapi\.json)$/.test(path)) return 'anybody';
  if (path.startsWith('/api/v4/internal/kubernetes/')) return FOR_AGENTS.test(path) ? 'agent' : 'kas';
  return /^\/api\/v4\/(namespaces\/|internal\/upcoming_reconciliations)/.test(path) ? 'portal' : 'shell';
}

/** Every route of a running API, read from its router. */
export function servedRoutes(api: RunningApi): ServedRoute[] {
  const express = api.app.getHttpAdapter().getInstance();
  return routesOf(express).map(({ method, path }) => ({
    method,
    path: path.replace(/:target_id/g, '301').replace(/:\w+/g, '300'),
    caller: callerOf(path),
  }));
}

/** What opens routes: the secrets of `startApi`, and two tokens of the suite's own. */
export interface Tokens {
  readonly agent: string;
  readonly administrator: string;
}

/** Fresh credentials of a caller. */
export function credentialsOf(caller: RouteCaller, tokens: Tokens): OutgoingHttpHeaders {
  const kas = () => ({ 'gitlab-kas-api-request': signJwt(kasClaims(), Buffer.from(KAS_SECRET, 'base64')) });
  switch (caller) {
    case 'anybody':
      return {};
    case 'shell':
      return { 'gitlab-shell-api-request': signJwt(shellClaims(), SHELL_SECRET) };
    case 'kas':
      return kas();
    case 'agent':
      return { ...kas(), authorization: `Bearer ${tokens.agent}` };
    case 'portal':
      return { 'private-token': tokens.administrator };
  }
}
