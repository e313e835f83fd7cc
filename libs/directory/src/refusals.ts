import { Refusal } from '@app/platform';

/** Why a change of users, groups, projects or memberships is refused. */
export class DirectoryRefusal extends Refusal {}

export const refusals = {
  pathInvalid: new DirectoryRefusal('path_invalid', 'path is not allowed'),
  pathTaken: new DirectoryRefusal('path_taken', 'path has already been taken'),
  nameTaken: new DirectoryRefusal('name_taken', 'name has already been taken'),
  emailTaken: new DirectoryRefusal('email_taken', 'email has already been taken'),
  emailInvalid: new DirectoryRefusal('email_invalid', 'email is not an address'),
  userMissing: new DirectoryRefusal('user_missing', 'user does not exist'),
  groupMissing: new DirectoryRefusal('group_missing', 'group does not exist'),
  namespaceMissing: new DirectoryRefusal('namespace_missing', 'namespace does not exist'),
  projectMissing: new DirectoryRefusal('project_missing', 'project does not exist'),
  membershipMissing: new DirectoryRefusal('membership_missing', 'membership does not exist'),
  membershipTaken: new DirectoryRefusal('membership_taken', 'membership exists already'),
  userHasProjects: new DirectoryRefusal('user_has_projects', 'user has projects in the personal space'),
  groupNotEmpty: new DirectoryRefusal('group_not_empty', 'group has subgroups or projects'),
  belowItself: new DirectoryRefusal('below_itself', 'group cannot lie below itself'),
  shareWithItself: new DirectoryRefusal('share_with_itself', 'group cannot be shared with itself'),
  levelInvalid: new DirectoryRefusal('level_invalid', 'access level is not allowed'),
  visibilityInvalid: new DirectoryRefusal('visibility_invalid', 'visibility level is not allowed'),
  visibilityBelow: new DirectoryRefusal('visibility_below', 'something in the group is more visible'),
  visibilityRestricted: new DirectoryRefusal('visibility_restricted', 'visibility level is restricted by the instance'),
} as const;
