/** An expected refusal of a change: a code to act on and a text for the operator who asked for it. */
export class DirectoryRefusal {
  constructor(
    readonly code: string,
    readonly message: string,
  ) {}
}

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
  belowItself: new DirectoryRefusal('below_itself', 'group cannot lie below itself'),
  shareWithItself: new DirectoryRefusal('share_with_itself', 'group cannot be shared with itself'),
  levelInvalid: new DirectoryRefusal('level_invalid', 'access level is not allowed'),
  visibilityInvalid: new DirectoryRefusal('visibility_invalid', 'visibility level is not allowed'),
  visibilityRestricted: new DirectoryRefusal('visibility_restricted', 'visibility level is restricted by the instance'),
} as const;
