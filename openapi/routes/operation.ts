import { always, list, oneOf, shape, text, type Routes } from '../describe.js';

const check = list(shape({ status: oneOf('ok', 'failed'), 'message?': text }));

/** What orchestrators and people ask. The probes answer on the operator's port as well. */
export const operation: Routes = {
  'GET /-/health': {
    summary: 'The process is up',
    answers: { 200: { description: 'it is', type: 'text/plain', schema: always('GitLab OK') } },
    examples: { up: { status: 200, answer: 'GitLab OK' } },
  },
  'GET /-/liveness': {
    summary: 'The event loop turns',
    answers: { 200: { description: 'it does', schema: shape({ status: always('ok') }) } },
    examples: { live: { status: 200, answer: { status: 'ok' } } },
  },
  'GET /-/readiness': {
    summary: 'Traffic is welcome',
    parameters: { all: { description: 'Ask the stores as well.', schema: text } },
    answers: {
      200: {
        description: 'it is',
        schema: shape({ status: always('ok'), 'db_check?': check, 'redis_check?': check }),
      },
      503: {
        description: 'the process is starting or stopping, or with `all` a store does not answer',
        schema: shape({ status: always('failed'), 'message?': text, 'db_check?': check, 'redis_check?': check }),
      },
    },
    examples: {
      ready: { status: 200, answer: { status: 'ok' } },
      stores: {
        send: { all: '1' },
        status: 200,
        answer: { status: 'ok', db_check: [{ status: 'ok' }], redis_check: [{ status: 'ok' }] },
      },
    },
  },
  'GET /-/openapi.json': {
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', schema: { type: 'object' } } },
    examples: {},
  },
};
