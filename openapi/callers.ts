import { type JsonSchema } from '@app/platform';
import { always, either, message, oneOf, shape, text, type Answer } from './describe.js';

/** Credentials of which one alternative suffices; the names are those of `securitySchemes`. */
type Security = readonly Readonly<Record<string, readonly string[]>>[];

export interface Caller {
  readonly security: Security;
  readonly refusals: Readonly<Record<number, Answer>>;
}

export const securitySchemes = {
  shellToken: {
    type: 'apiKey',
    in: 'header',
    name: 'Gitlab-Shell-Api-Request',
    description:
      'JWT, HS256 over the text of the shell’s secret file, issuer `gitlab-shell`: gitlab-shell 14.x, gitlab-sshd, ' +
      'Gitaly 15.x and later. A bad one is refused whatever else the request carries.',
  },
  sharedSecret: {
    type: 'apiKey',
    in: 'header',
    name: 'Gitlab-Shared-Secret',
    description:
      'The shell’s secret in Base64: older generations. Can be switched off (`INTERNAL_API_ALLOW_SHARED_SECRET`).',
  },
  secretToken: {
    type: 'apiKey',
    in: 'query',
    name: 'secret_token',
    description:
      'The shell’s secret, plain or in Base64, in the query or the body: the oldest generation. Switched off with the header.',
  },
  kasToken: {
    type: 'apiKey',
    in: 'header',
    name: 'Gitlab-Kas-Api-Request',
    description: 'JWT, HS256 over the 32 bytes of the secret file of kas, issuer `gitlab-kas`, audience `gitlab`.',
  },
  agentToken: { type: 'http', scheme: 'bearer', description: 'The token of an agent.' },
  privateToken: {
    type: 'apiKey',
    in: 'header',
    name: 'PRIVATE-TOKEN',
    description: 'A personal access token with scope `api`; `read_api` suffices to read.',
  },
  bearerToken: { type: 'http', scheme: 'bearer', description: 'The same token as `Authorization: Bearer`.' },
  tokenHeader: { type: 'apiKey', in: 'header', name: 'TOKEN', description: 'The same token.' },
  tokenParameter: {
    type: 'apiKey',
    in: 'query',
    name: 'private_token',
    description: 'The same token, in query or body.',
  },
} as const;

const exactly = (value: string): JsonSchema => shape({ message: always(value) });

const SHELL: Caller = {
  security: [{ shellToken: [] }, { sharedSecret: [] }, { secretToken: [] }],
  refusals: { 401: { description: 'the credentials are missing or wrong', schema: exactly('401 Unauthorized') } },
};

const KAS_OFF: Answer = { description: 'the endpoints of kas are switched off', schema: exactly('404 Not Found') };
const NO_KAS: Answer = {
  description: 'the request does not come from kas',
  schema: exactly('KAS JWT authentication invalid'),
};

const KAS: Caller = { security: [{ kasToken: [] }], refusals: { 401: NO_KAS, 404: KAS_OFF } };

const AGENT: Caller = {
  security: [{ kasToken: [], agentToken: [] }],
  refusals: {
    401: {
      description: 'the request does not come from kas, or the agent’s token is missing, unknown or revoked',
      schema: shape({ message: oneOf('KAS JWT authentication invalid', '401 Unauthorized') }),
    },
    404: KAS_OFF,
  },
};

const tokenRefusal = (...errors: string[]): JsonSchema =>
  shape({ error: oneOf(...errors), error_description: text, 'scope?': text });

const USER: Caller = {
  security: [{ privateToken: [] }, { bearerToken: [] }, { tokenHeader: [] }, { tokenParameter: [] }],
  refusals: {
    401: {
      description: 'the token is missing, unknown, expired or revoked',
      schema: either(exactly('401 Unauthorized'), tokenRefusal('invalid_token')),
    },
    403: {
      description: 'the token’s scopes do not suffice, its user may not log in, or is no administrator',
      schema: either(message, tokenRefusal('insufficient_scope')),
    },
  },
};

/** By the names under which routes declare their callers. */
export const callers: Readonly<Record<string, Caller>> = {
  any: { security: [{}], refusals: {} },
  shell: SHELL,
  kas: KAS,
  agent: AGENT,
  user: USER,
  administrator: USER,
  'administrator of gitlab.com': USER,
};

const both = (...values: string[]): JsonSchema => {
  const schema = values.length === 0 ? text : oneOf(...values);
  return shape({ error: schema, message: schema });
};

const BROKEN_BODY: Answer = { description: 'the body cannot be read', schema: both() };
const LARGE_BODY: Answer = {
  description: 'the body is larger than `MAX_BODY_SIZE`',
  schema: both('413 Request Entity Too Large'),
};
const FOREIGN_BODY: Answer = { description: 'the body is neither JSON nor a form', schema: both() };
const FAULT: Answer = { description: 'a fault of the service', schema: exactly('500 Internal Server Error') };
const UNAVAILABLE: Answer = {
  description: 'a store does not answer; `Retry-After` says when to ask again',
  schema: exactly('503 Service Unavailable'),
};

/** Parameters that are missing or unusable, all in one answer. */
export const parameterErrors = {
  description: 'parameters are missing or unusable: all of them in one text',
  schema: shape({ error: text }),
} satisfies Answer;

/** What any route may answer. */
export const faults: Readonly<Record<number, Answer>> = { 500: FAULT, 503: UNAVAILABLE };

/** What any route may answer whose method has a body. Said before anybody is asked who they are. */
export const bodyRefusals: Readonly<Record<number, Answer>> = { 400: BROKEN_BODY, 413: LARGE_BODY, 415: FOREIGN_BODY };

/** What many routes answer stands in the document once, under these names. */
export const sharedAnswers: Readonly<Record<string, Answer>> = {
  ShellUnauthorized: SHELL.refusals[401] as Answer,
  KasUnauthorized: KAS.refusals[401] as Answer,
  KasOff: KAS_OFF,
  AgentUnauthorized: AGENT.refusals[401] as Answer,
  TokenUnauthorized: USER.refusals[401] as Answer,
  TokenForbidden: USER.refusals[403] as Answer,
  BrokenBody: BROKEN_BODY,
  LargeBody: LARGE_BODY,
  ForeignBody: FOREIGN_BODY,
  Fault: FAULT,
  Unavailable: UNAVAILABLE,
};
