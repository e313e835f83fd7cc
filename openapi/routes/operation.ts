import { always, list, oneOf, shape, text, type Routes } from '../describe.js';

const part = { status: oneOf('ok', 'failed'), 'message?': text };
const checks = {
  'db_check?': list(shape(part)),
  'redis_check?': list(shape(part)),
  'gitaly_check?': list(shape({ ...part, labels: shape({ shard: text }) })),
};

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
    parameters: {
      all: { description: 'Ask the stores as well, and Gitaly, which takes nothing out of rotation.', schema: text },
    },
    answers: {
      200: {
        description: 'it is',
        schema: shape({ status: always('ok'), ...checks }),
      },
      503: {
        description: 'the process is starting or stopping, or with `all` a store does not answer',
        schema: shape({ status: always('failed'), 'message?': text, ...checks }),
      },
    },
    examples: {
      ready: { status: 200, answer: { status: 'ok' } },
      stores: {
        send: { all: '1' },
        status: 200,
        answer: { status: 'ok', db_check: [{ status: 'ok' }], redis_check: [{ status: 'ok' }], gitaly_check: [] },
      },
    },
  },
  'GET /-/openapi.json': {
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', schema: { type: 'object' } } },
    examples: {},
  },
};
