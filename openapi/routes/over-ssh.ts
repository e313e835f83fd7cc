import { always, date, either, list, orNull, shape, text, yesNo, type Routes } from '../describe.js';
import { keyId, krb5principal, unsuccessful, userId, username } from './shared.js';

const actor = { key_id: keyId, user_id: userId, username, krb5principal };
const whatever = 'Status 200 whatever happens: the shell prints `message`.';

const otp = {
  parameters: { ...actor, otp_attempt: 'The code that was typed.' },
  answers: {
    200: { description: 'shown, or why not', schema: either(shape({ success: always(true) }), unsuccessful) },
  },
};

/** What people ask for over SSH: codes, tokens, second factors. */
export const overSsh: Routes = {
  'POST /api/v4/internal/two_factor_recovery_codes': {
    summary: 'Ten new recovery codes',
    description: `The former ones are void. ${whatever}`,
    parameters: actor,
    answers: {
      200: {
        description: 'the codes, or why there are none',
        schema: either(shape({ success: always(true), recovery_codes: list(text) }), unsuccessful),
      },
    },
    examples: {
      codes: {
        send: { key_id: '7' },
        status: 200,
        answer: {
          success: true,
          recovery_codes: [
            '24a7f352712f74bf',
            '6f04d89303dfe8ae',
            '4765cf2c10f1b924',
            'be96e22604d5d52e',
            'cfbab06065ceba5b',
            '03665dbd5f5bce77',
            '7def886e0e54270d',
            'dda47d1fd4c0a333',
            '6c6973396c53c85e',
            'ec6157f9a29db04b',
          ],
        },
      },
      unknownKey: {
        send: { key_id: '999' },
        status: 200,
        answer: { success: false, message: 'Could not find the given key' },
      },
    },
  },
  'POST /api/v4/internal/two_factor_config': {
    summary: 'Whether somebody has a second factor to show',
    description: 'No success unless `TWO_FACTOR_OVER_SSH` is `enabled`.',
    parameters: actor,
    answers: {
      200: {
        description: 'whether one is required, or why nobody can tell',
        schema: either(
          shape({ success: always(true), two_factor_required: yesNo }),
          shape({ success: always(false), 'message?': text }),
        ),
      },
    },
    examples: {
      required: { send: { key_id: '7' }, status: 200, answer: { success: true, two_factor_required: true } },
    },
  },
  'POST /api/v4/internal/two_factor_otp_check': {
    summary: 'Checks a typed one-time password: shells of 13.14 to 14.9',
    description: `Refused unless \`TWO_FACTOR_OVER_SSH\` is \`enabled\`. ${whatever}`,
    ...otp,
    examples: {
      wrongCode: {
        send: { key_id: '7', otp_attempt: '000000' },
        status: 200,
        answer: { success: false, message: 'Invalid OTP' },
      },
    },
  },
  'POST /api/v4/internal/two_factor_manual_otp_check': {
    summary: 'Checks a typed one-time password: shells of 14.10 and later',
    description: `Refused unless \`TWO_FACTOR_OVER_SSH\` is \`enabled\`. ${whatever}`,
    ...otp,
    examples: {
      wrongCode: {
        send: { key_id: '7', otp_attempt: '000000' },
        status: 200,
        answer: { success: false, message: 'Invalid OTP' },
      },
    },
  },
  'POST /api/v4/internal/two_factor_push_otp_check': {
    summary: 'Asks a device to confirm: always refused',
    description: `Nobody confirms a push here. ${whatever}`,
    parameters: otp.parameters,
    answers: { 200: { description: 'refused', schema: unsuccessful } },
    examples: { refused: { send: { key_id: '7' }, status: 200, answer: { success: false, message: 'Invalid OTP' } } },
  },
  'POST /api/v4/internal/personal_access_token': {
    summary: 'A new personal access token',
    description: whatever,
    parameters: {
      ...actor,
      name: 'Name of the token.',
      scopes: 'Scopes of the token: a list, or texts with commas.',
      expires_at: {
        description:
          'The day on which it ends, as people write dates; without one it does not end, where that is allowed.',
        schema: text,
      },
    },
    answers: {
      200: {
        description: 'the token, shown this once, or why there is none',
        schema: either(
          shape({ success: always(true), token: text, scopes: list(text), expires_at: orNull(date) }),
          unsuccessful,
        ),
      },
    },
    examples: {
      token: {
        send: {
          user_id: '29',
          name: 'mytokenname',
          scopes: ['read_user', 'read_repository'],
          expires_at: '2020-07-24',
        },
        status: 200,
        answer: {
          success: true,
          token: 'glpat-0123456789abcdefghij',
          scopes: ['read_user', 'read_repository'],
          expires_at: '2020-07-24',
        },
      },
      invalidScope: {
        send: { user_id: '29', name: 'mytokenname', scopes: ['everything'] },
        status: 200,
        answer: {
          success: false,
          message:
            'Invalid scope: \'everything\'. Valid scopes are: ["api", "read_api", "read_registry", "read_repository", "read_user", "write_registry", "write_repository"]',
        },
      },
    },
  },
};
