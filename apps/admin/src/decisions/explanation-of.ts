import { remedyFor, type AccessDecision } from '@app/git-access';

/** What a row of the log means, in a sentence or two, with what helps. */
export function explanationOf({ verdict, rule, message, httpStatus }: AccessDecision): string {
  switch (verdict) {
    case 'granted':
      return 'Allowed.';
    case 'limited':
      return 'Asked too often in a minute; GITLAB_SHELL_OPERATION_LIMIT says how often one may.';
    case 'failed':
      return httpStatus === 503 ? 'A store or the repository did not answer.' : 'A fault; the log has its stack.';
    case 'refused':
      return [firstLine(message), rule === null ? undefined : remedyFor(rule)].filter(Boolean).join(' ');
  }
}

const firstLine = (text: string | null): string => (text ?? '').trim().split('\n')[0] ?? '';
