import type { Attempt, Check, Refusal } from './attempt.js';
import { denials } from './denials.js';
import { keyExpiryDenial, keyRestrictionDenial } from './key-status.js';
import { mayReadProject } from './read-access.js';
import { namesProject } from './repository-path.js';
import { isDownload, isPush } from './request.js';
import { keyToVerify } from './second-factor.js';
import { userStatusDenial } from './user-status.js';

/** Steps 0a to 1 of git-access.md 3.4: what concerns the instance and the way in. */
export const channelChecks: readonly Check<Attempt>[] = [
  { step: '0a', name: 'instance is not in maintenance mode', refuse: maintenance },
  { step: '0b', name: 'key has shown the second factor', refuse: secondFactor },
  { step: '1', name: 'protocol is enabled', refuse: protocol },
];

/** Steps 2 to 9: what concerns the actor and the command, before there is a repository to look at. */
export const actorChecks: readonly Check<Attempt>[] = [
  { step: '2', name: 'key satisfies the restrictions', refuse: keyRestrictions },
  { step: '2b', name: 'key is not expired', refuse: keyExpiry },
  { step: '3', name: 'user may use git', refuse: userStatus },
  { step: '5', name: 'command is enabled over http', refuse: commandOverHttp },
  { step: '6', name: 'command exists', refuse: command },
  { step: '8', name: 'database takes writes', refuse: readOnlyDatabase },
  { step: '9', name: 'path names a namespace', refuse: namespace },
];

export const earlyChecks: readonly Check<Attempt>[] = [...channelChecks, ...actorChecks];

function maintenance({ request, facts }: Attempt): Refusal {
  return isPush(request) && facts.settings.maintenanceMode ? denials.maintenanceMode : undefined;
}

function secondFactor({ request, facts }: Attempt): Refusal {
  const { secondFactorAt } = facts.settings;
  if (secondFactorAt === null || facts.secondFactorShown || !keyToVerify(request, facts)) return undefined;
  return denials.secondFactorMissing(secondFactorAt);
}

function protocol(attempt: Attempt): Refusal {
  const { request, facts, actor } = attempt;
  if (request.protocol === 'web') return undefined;
  const instance = facts.settings.enabledProtocol.trim();
  if (instance !== '' && instance !== request.protocol) return denials.protocolDisabled(request.protocol);
  // The group's own choice is told only to somebody who may know that the project exists.
  const group = facts.project?.namespaceProtocol ?? null;
  if (facts.project === null || group === null || group === request.protocol) return undefined;
  return mayReadProject(actor, facts.project, facts, request) ? denials.protocolDisabled(request.protocol) : undefined;
}

function keyRestrictions({ actor, facts }: Attempt): Refusal {
  return actor.key ? keyRestrictionDenial(actor.key, facts.settings) : undefined;
}

function keyExpiry({ actor, request }: Attempt): Refusal {
  return actor.key ? keyExpiryDenial(actor.key, request.now) : undefined;
}

function userStatus({ actor, facts, request }: Attempt): Refusal {
  return actor.user ? userStatusDenial(actor.user, facts.settings, request.now) : undefined;
}

function commandOverHttp({ request, facts }: Attempt): Refusal {
  if (request.protocol !== 'http') return undefined;
  if (request.action === 'git-upload-pack' && !facts.settings.pullOverHttp) return denials.pullOverHttpOff;
  if (isPush(request) && !facts.settings.pushOverHttp) return denials.pushOverHttpOff;
  return undefined;
}

function command({ request }: Attempt): Refusal {
  return isDownload(request) || isPush(request) ? undefined : denials.unknownCommand;
}

function readOnlyDatabase({ request, facts }: Attempt): Refusal {
  return isPush(request) && facts.settings.readOnlyDatabase ? denials.readOnlyInstance : undefined;
}

function namespace({ request, facts }: Attempt): Refusal {
  if (facts.repository !== null || request.repository.by !== 'path') return undefined;
  return namesProject(request.repository.path) ? undefined : denials.namespaceNotFound;
}
