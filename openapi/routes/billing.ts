import { parameterErrors } from '../callers.js';
import {
  always,
  date,
  either,
  integer,
  list,
  message,
  orNull,
  shape,
  text,
  yesNo,
  type Answer,
  type Routes,
} from '../describe.js';

const namespace = 'Id or full path of a namespace.';

const subscription = shape({
  plan: shape({
    code: orNull(text),
    name: orNull(text),
    trial: orNull(yesNo),
    auto_renew: orNull(yesNo),
    upgradable: orNull(yesNo),
  }),
  usage: shape({
    seats_in_subscription: orNull(integer),
    seats_in_use: orNull(integer),
    max_seats_used: orNull(integer),
    seats_owed: orNull(integer),
  }),
  billing: shape({
    subscription_start_date: orNull(date),
    subscription_end_date: orNull(date),
    trial_ends_on: orNull(date),
  }),
});

const terms = {
  id: namespace,
  start_date: 'First day.',
  end_date: 'Day on which it ends.',
  plan_code: 'Code of the plan.',
  plan: 'Another name of `plan_code`.',
  seats: 'Seats that were bought.',
  max_seats_used: 'Most seats in use so far.',
  auto_renew: 'Whether it is renewed on its last day.',
  trial: 'Whether it is a trial.',
  trial_starts_on: 'First day of the trial.',
  trial_ends_on: 'Last day of the trial.',
};

/** Texts under the names of the fields that they are about. */
const fieldErrors = shape({ message: { type: 'object', additionalProperties: list(text) } });
const notSaved: Answer = {
  description: 'the record cannot be saved',
  schema: either(fieldErrors, parameterErrors.schema),
};
const notFound: Answer = { description: 'no such namespace, for this caller at least', schema: message };

/** What the billing portal asks. */
export const billing: Routes = {
  'POST /api/v4/namespaces/{id}/gitlab_subscription': {
    summary: 'Makes the subscription of a namespace',
    parameters: terms,
    answers: {
      201: { description: 'the subscription', schema: subscription },
      400: notSaved,
      404: notFound,
    },
    examples: {
      premium: {
        path: { id: 1234 },
        send: { start_date: '2020-07-15', plan: 'premium', seats: 10 },
        status: 201,
        answer: {
          plan: { code: 'premium', name: 'premium', trial: false, auto_renew: null, upgradable: false },
          usage: { seats_in_subscription: 10, seats_in_use: 1, max_seats_used: 0, seats_owed: 0 },
          billing: { subscription_start_date: '2020-07-15', subscription_end_date: null, trial_ends_on: null },
        },
      },
      missing: {
        path: { id: 1234 },
        send: { seats: 'ten' },
        status: 400,
        answer: { error: 'start_date is missing, seats is invalid' },
      },
      taken: {
        path: { id: 1234 },
        send: { start_date: '2020-07-15' },
        status: 400,
        answer: { message: { namespace_id: ['has already been taken'] } },
      },
      unknownNamespace: {
        path: { id: 999999 },
        send: { start_date: '2020-07-15' },
        status: 404,
        answer: { message: '404 Namespace Not Found' },
      },
    },
  },
  'PUT /api/v4/namespaces/{id}/gitlab_subscription': {
    summary: 'Changes what is sent of a subscription, and nothing else',
    description: 'Null clears a value.',
    parameters: terms,
    answers: {
      200: { description: 'the subscription', schema: subscription },
      400: notSaved,
      404: { description: 'no such namespace, or it has no subscription', schema: message },
    },
    examples: {
      seats: {
        path: { id: 1234 },
        send: { max_seats_used: 0 },
        status: 200,
        answer: {
          plan: { code: 'premium', name: 'premium', trial: false, auto_renew: null, upgradable: false },
          usage: { seats_in_subscription: 10, seats_in_use: 1, max_seats_used: 0, seats_owed: 0 },
          billing: { subscription_start_date: '2020-07-15', subscription_end_date: null, trial_ends_on: null },
        },
      },
      noSubscription: {
        path: { id: 127 },
        send: { seats: 5 },
        status: 404,
        answer: { message: '404 GitlabSubscription Not Found' },
      },
    },
  },
  'GET /api/v4/namespaces/{id}/gitlab_subscription': {
    summary: 'The subscription of a namespace',
    description:
      'Administrators see every one, owners that of their own namespace. Without a subscription every value is null.',
    parameters: { id: namespace },
    answers: { 200: { description: 'the subscription', schema: subscription }, 404: notFound },
    examples: {
      premium: {
        path: { id: 1234 },
        status: 200,
        answer: {
          plan: { code: 'premium', name: 'premium', trial: false, auto_renew: null, upgradable: false },
          usage: { seats_in_subscription: 10, seats_in_use: 1, max_seats_used: 0, seats_owed: 0 },
          billing: { subscription_start_date: '2020-07-15', subscription_end_date: null, trial_ends_on: null },
        },
      },
      noSubscription: {
        path: { id: 127 },
        status: 200,
        answer: {
          plan: { code: null, name: null, trial: null, auto_renew: null, upgradable: null },
          usage: { seats_in_subscription: null, seats_in_use: null, max_seats_used: null, seats_owed: null },
          billing: { subscription_start_date: null, subscription_end_date: null, trial_ends_on: null },
        },
      },
    },
  },
  'POST /api/v4/namespaces/{id}/minutes': {
    summary: 'Packs of CI minutes that were bought',
    description: 'A pack that is known by its purchase stays as it is.',
    parameters: {
      id: namespace,
      packs: 'The packs: `number_of_minutes`, `expires_at` and `purchase_xid`, the unique id of the purchase.',
    },
    answers: {
      201: {
        description: 'the packs',
        schema: list(
          shape({ namespace_id: integer, expires_at: date, number_of_minutes: integer, purchase_xid: text }),
        ),
      },
      400: { description: 'the packs cannot be saved', schema: either(message, parameterErrors.schema) },
      404: notFound,
    },
    examples: {
      pack: {
        path: { id: 123 },
        send: {
          packs: [
            { number_of_minutes: 10000, expires_at: '2022-01-01', purchase_xid: '46952fe69bebc1a4de10b2b4ff439d0c' },
          ],
        },
        status: 201,
        answer: [
          {
            namespace_id: 123,
            expires_at: '2022-01-01',
            number_of_minutes: 10000,
            purchase_xid: '46952fe69bebc1a4de10b2b4ff439d0c',
          },
        ],
      },
      missing: {
        path: { id: 123 },
        send: { packs: [{ number_of_minutes: 10000 }] },
        status: 400,
        answer: { error: 'packs[0][expires_at] is missing, packs[0][purchase_xid] is missing' },
      },
    },
  },
  'PATCH /api/v4/namespaces/{id}/minutes/move/{target_id}': {
    summary: 'Moves all packs from one namespace to another',
    parameters: { id: namespace, target_id: namespace },
    answers: {
      202: { description: 'moved', schema: shape({ message: always('202 Accepted') }) },
      400: { description: 'both must be top-level namespaces, and not the same', schema: message },
      404: notFound,
    },
    examples: {
      move: { path: { id: 123, target_id: 321 }, status: 202, answer: { message: '202 Accepted' } },
      same: {
        path: { id: 123, target_id: 123 },
        status: 400,
        answer: { message: '400 Bad request - Namespace and target must be different' },
      },
    },
  },
  'PUT /api/v4/internal/upcoming_reconciliations': {
    summary: 'Announces when namespaces are reconciled',
    description: 'All or nothing; dates are read as people write them. The answer is the bare number.',
    parameters: {
      upcoming_reconciliations:
        'A list, or its JSON text: `namespace_id`, `next_reconciliation_date` and `display_alert_from`.',
    },
    answers: {
      200: { description: 'kept', schema: always(200) },
      400: { description: 'a row cannot be saved', schema: either(message, parameterErrors.schema) },
    },
    examples: {
      two: {
        send: {
          upcoming_reconciliations: [
            { namespace_id: 127, next_reconciliation_date: '13 Jun 2021', display_alert_from: '06 Jun 2021' },
            { namespace_id: 129, next_reconciliation_date: '12 Jun 2021', display_alert_from: '05 Jun 2021' },
          ],
        },
        status: 200,
        answer: 200,
      },
      missing: {
        send: { upcoming_reconciliations: [{}] },
        status: 400,
        answer: {
          error:
            'upcoming_reconciliations[namespace_id] is missing, upcoming_reconciliations[next_reconciliation_date] is missing, upcoming_reconciliations[display_alert_from] is missing',
        },
      },
    },
  },
};
