import { parameterErrors } from '../callers.js';
import { always, either, integer, message, shape, text, type Answer, type Routes } from '../describe.js';
import { gitalyConnection, gitalyRepository } from './shared.js';

const repository = {
  gitaly_info: shape(gitalyConnection),
  gitaly_repository: gitalyRepository,
  'default_branch?': text,
};

const counted: Answer = { description: 'counted' };
const notFound: Answer = { description: 'no such project, for this agent at least', schema: message };
const project = {
  id: { description: 'Id or full path of a project.', schema: { type: ['string', 'integer'] } },
};

/** What kas asks, for itself and on behalf of an agent. */
export const kubernetes: Routes = {
  'GET /api/v4/internal/kubernetes/agent_info': {
    summary: 'Who the agent is, and where its configuration lies',
    answers: {
      200: {
        description: 'the agent and its project',
        schema: shape({ project_id: integer, agent_id: integer, agent_name: text, ...repository }),
      },
      404: { description: 'the agent’s project is being deleted', schema: message },
    },
    examples: {
      agent: {
        status: 200,
        answer: {
          project_id: 3,
          agent_id: 1,
          agent_name: 'demo-agent',
          gitaly_info: { address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket', token: null, features: {} },
          gitaly_repository: {
            storage_name: 'default',
            relative_path: '@hashed/4e/07/4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce.git',
            git_object_directory: '',
            git_alternate_object_directories: [],
            gl_repository: 'project-3',
            gl_project_path: 'gnuwget/wget2',
          },
          default_branch: 'main',
        },
      },
    },
  },
  'GET /api/v4/internal/kubernetes/project_info': {
    summary: 'Where a project lies that the agent may read',
    parameters: project,
    answers: {
      200: { description: 'the project', schema: shape({ project_id: integer, ...repository }) },
      404: notFound,
    },
    examples: {
      publicProject: {
        send: { id: '7' },
        status: 200,
        answer: {
          project_id: 7,
          gitaly_info: { address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket', token: null, features: {} },
          gitaly_repository: {
            storage_name: 'default',
            relative_path: '@hashed/79/02/7902699be42c8a8e46fbbb4501726517e86b22c56a189f7625a6da49081b2451.git',
            git_object_directory: '',
            git_alternate_object_directories: [],
            gl_repository: 'project-7',
            gl_project_path: 'gnuwget/website',
          },
          default_branch: 'main',
        },
      },
      unknownProject: { send: { id: 'gnuwget/nothing' }, status: 404, answer: { message: '404 Not Found' } },
    },
  },
  'GET /api/v4/internal/kubernetes/verify_project_access': {
    summary: 'Whether the agent may read a project',
    parameters: project,
    answers: { 204: { description: 'it may' }, 404: notFound },
    examples: {
      publicProject: { send: { id: '7' }, status: 204 },
      unknownProject: { send: { id: 'gnuwget/nothing' }, status: 404, answer: { message: '404 Not Found' } },
    },
  },
  'POST /api/v4/internal/kubernetes/modules/cilium_alert': {
    summary: 'An alert of a network policy, kept once while it is open',
    description: 'The whole body may also be a JSON text that holds this object.',
    body: {
      type: ['object', 'string'],
      properties: {
        alert: {
          description:
            'As Cilium tells it. `title`, `description`, `severity`, `service`, `hosts`, `start_time`, ' +
            '`gitlab_environment_name`, `ciliumNetworkPolicy` and `flow` are read; all of it is kept.',
          type: 'object',
        },
      },
      required: ['alert'],
    },
    answers: {
      200: { description: 'kept, or counted to an open alert', schema: always(200) },
      400: {
        description: 'the alert is missing, is no object, or cannot be kept (the bare number)',
        schema: either(parameterErrors.schema, always(400)),
      },
      403: { description: 'alerts are switched off (`CILIUM_ALERTS`)', schema: message },
      404: { description: 'the agent’s project is being deleted', schema: message },
    },
    examples: {
      minimal: {
        send: {
          alert: {
            title: 'minimal',
            message: 'network problem',
            evalMatches: [{ value: 1, metric: 'Count', tags: {} }],
          },
        },
        status: 200,
        answer: 200,
      },
      missing: { send: {}, status: 400, answer: { error: 'alert is missing' } },
    },
  },
  'POST /api/v4/internal/kubernetes/usage_metrics': {
    summary: 'Counters of kas, added up',
    description: 'Nothing is counted unless everything is. Both generations of parameters may come together.',
    parameters: {
      gitops_sync_count: 'kas 13.x to 15.9.',
      k8s_api_proxy_request_count: 'kas 13.x to 15.9.',
      counters: 'kas 15.10 and later: numbers to add.',
      unique_counters: 'kas 15.10 and later: ids of users, agents or projects, of which each counts once.',
    },
    answers: {
      204: counted,
      400: {
        description: 'a parameter is unusable, or a number cannot be added',
        schema: either(parameterErrors.schema, message),
      },
    },
    examples: {
      older: { send: { gitops_sync_count: 1 }, status: 204 },
      newer: {
        send: { counters: { gitops_sync: 2 }, unique_counters: { agent_users_using_ci_tunnel: [1, 7] } },
        status: 204,
      },
      noNumber: { send: { gitops_sync_count: 'many' }, status: 400, answer: { error: 'gitops_sync_count is invalid' } },
      negative: {
        send: { gitops_sync_count: -1 },
        status: 400,
        answer: { message: '400 Bad request - gitops_sync count must be greater than or equal to zero' },
      },
    },
  },
  'POST /api/v4/internal/kubernetes/agent_configuration': {
    summary: 'The configuration of an agent: whom it lets in',
    description: 'Replaces what was known of `ci_access` and `user_access`, all of it or nothing.',
    parameters: {
      agent_id: 'Id of the agent.',
      agent_config: 'Its configuration file, turned into JSON.',
    },
    answers: {
      204: { description: 'kept' },
      400: parameterErrors,
      404: { description: 'no such agent', schema: message },
    },
    examples: {
      groups: {
        send: { agent_id: 1, agent_config: { ci_access: { groups: [{ id: 'gnuwget' }] } } },
        status: 204,
      },
      missing: { send: { agent_id: 1 }, status: 400, answer: { error: 'agent_config is missing' } },
      unknownAgent: { send: { agent_id: 999, agent_config: {} }, status: 404, answer: { message: '404 Not found' } },
    },
  },
  'POST /api/v4/internal/kubernetes/agent_events': {
    summary: 'What later kas tells one by one',
    parameters: { events: 'Users who have reached a cluster, and agents that have connected.' },
    answers: { 204: counted, 400: parameterErrors },
    examples: {
      user: {
        send: { events: { k8s_api_proxy_requests_unique_users_via_ci_access: [{ user_id: 7, project_id: 3 }] } },
        status: 204,
      },
    },
  },
};
