import type { DenialCode } from './denial-codes.js';
import type { SshAddress } from './facts.js';
import { humanSize } from './human-size.js';

/** The one catalogue of refusals. Messages are byte-exact: Git users read them at their terminal. */
export interface Denial {
  readonly code: DenialCode;
  readonly status: 401 | 404 | 422 | 503;
  readonly message: string;
}

const refused = (code: DenialCode, message: string): Denial => ({ code, status: 401, message });
const missing = (code: DenialCode, message: string): Denial => ({ code, status: 404, message });

export const denials = {
  protocolDisabled: (protocol: string) => refused('M1', `Git access over ${protocol.toUpperCase()} is not allowed`),

  keyTooShort: (bits: number) => refused('M2', `Your SSH key must be at least ${bits} bits.`),
  keyTypeForbidden: (allowedTypes: string) => refused('M2', `Your SSH key type is forbidden. Must be ${allowedTypes}.`),
  keyExpired: refused('M3', 'Your SSH key has expired.'),

  internalUser: refused('M4.1', 'This action cannot be performed by internal users'),
  pendingApproval: refused('M4.2', 'Your account is pending approval from your administrator and hence blocked.'),
  termsNotAccepted: (username: string, baseUrl: string) =>
    refused(
      'M4.3',
      `You (@${username}) must accept the Terms of Service in order to perform this action. ` +
        `To accept these terms, please access GitLab from a web browser at ${baseUrl}.`,
    ),
  deactivated: (baseUrl: string) =>
    refused(
      'M4.4',
      'Your account has been deactivated by your administrator. ' +
        `Please log back in from a web browser to reactivate your account at ${baseUrl}`,
    ),
  unconfirmed: (baseUrl: string) =>
    refused(
      'M4.5',
      'Your primary email address is not confirmed. Please check your inbox for the confirmation instructions. ' +
        `In case the link is expired, you can request a new confirmation email at ${baseUrl}/users/confirmation/new`,
    ),
  blocked: refused('M4.6', 'Your account has been blocked.'),
  passwordExpired: refused(
    'M4.7',
    'Your password expired. Please access GitLab from a web browser to update your password.',
  ),

  secondFactorMissing: ({ user, host, port }: SshAddress) =>
    refused(
      'M32',
      'OTP verification is required to access the repository.\n\n' +
        `   Use: ssh ${user}@${host}${port === 22 ? '' : ` -p ${port}`} 2fa_verify`,
    ),

  pullOverHttpOff: refused('M10', 'Pulling over HTTP is not allowed.'),
  pushOverHttpOff: refused('M11', 'Pushing over HTTP is not allowed.'),
  unknownCommand: refused('M12', "The command you're trying to execute is not allowed."),
  readOnlyInstance: refused('M13', "You can't push code to a read-only GitLab instance."),
  projectNotFound: missing(
    'M14',
    "The project you were looking for could not be found or you don't have permission to view it.",
  ),
  namespaceNotFound: missing('M15', 'The namespace you were looking for could not be found.'),
  repositoryMissing: missing('M16', 'A repository for this project does not exist yet.'),
  downloadRefused: refused('M17', 'You are not allowed to download code from this project.'),
  repositoryReadOnly: refused('M18', 'The repository is temporarily read-only. Please try again later.'),
  archived: refused('M19', "You can't push code to an archived project."),
  deployKeyReadOnly: refused('M20', 'This deploy key does not have write access to this project.'),
  pushRefused: refused('M21', 'You are not allowed to push code to this project.'),
  uploadByNobody: refused('M22', 'You are not allowed to upload code for this project.'),
  creationFailed: (errors: readonly string[]): Denial => ({
    code: 'M25',
    status: 422,
    message: `Could not create project: ${errors.join(', ')}`,
  }),
  maintenanceMode: refused(
    'M30',
    'Git push is not allowed because this GitLab instance is currently in (read-only) maintenance mode.',
  ),
  sizeLimitReached: (limit: number, excess: number) =>
    refused(
      'M40',
      'Your push has been rejected, because this repository has exceeded its size limit of ' +
        `${humanSize(limit)} by ${humanSize(excess)}. Please contact your GitLab administrator for more information.`,
    ),
  sizeLimitExceeded: (limit: number) =>
    refused(
      'M41',
      'Your push to this repository would cause it to exceed the size limit of ' +
        `${humanSize(limit)} so it has been rejected. Please contact your GitLab administrator for more information.`,
    ),
  timedOut: (message: string): Denial => ({ code: 'M50', status: 503, message }),

  defaultBranchDeletion: refused('B1', 'The default branch of a project cannot be deleted.'),
  branchNamedLikeCommit: refused('B2', 'You cannot create a branch with a SHA-1 or SHA-256 branch name.'),
  branchNameInvalid: refused('B3', 'You cannot create a branch with an invalid name.'),
  forcePush: refused('B4', 'You are not allowed to force push code to a protected branch on this project.'),
  protectedBranchCreation: refused('B6a', 'You are not allowed to create protected branches on this project.'),
  protectedBranchBasis: refused(
    'B6b',
    'You can only use an existing protected branch ref as the basis of a new protected branch.',
  ),
  protectedBranchCreationChannel: refused(
    'B6c',
    'You can only create protected branches using the web interface and API.',
  ),
  protectedBranchDeletion: refused(
    'B7',
    'You are not allowed to delete protected branches from this project. ' +
      'Only a project maintainer or owner can delete a protected branch.',
  ),
  protectedBranchDeletionChannel: refused('B8', 'You can only delete protected branches using the web interface.'),
  protectedBranchMerge: refused('B9', 'You are not allowed to merge code into protected branches on this project.'),
  protectedBranchPush: refused('B10', 'You are not allowed to push code to protected branches on this project.'),
  defaultBranchMissing: (defaultBranch: string, fullPath: string, baseUrl: string) =>
    refused(
      'B10e',
      `\nA default branch (e.g. ${defaultBranch}) does not yet exist for ${fullPath}\n` +
        'Ask a project Owner or Maintainer to create a default branch:\n\n' +
        `  ${baseUrl}/${fullPath}/-/project_members\n\n`,
    ),

  tagDeletion: refused('push_rule.tag_deletion', 'You cannot delete a tag'),
  branchNamePattern: (pattern: string) =>
    refused('push_rule.branch_name', `Branch name does not follow the pattern '${pattern}'`),
  commitMessagePattern: (pattern: string) =>
    refused('push_rule.commit_message', `Commit message does not follow the pattern '${pattern}'`),
  commitMessageForbidden: (pattern: string) =>
    refused('push_rule.commit_message', `Commit message contains the forbidden pattern '${pattern}'`),
  committerEmailPattern: (email: string, pattern: string) =>
    refused('push_rule.email', `Committer's email '${email}' does not follow the pattern '${pattern}'`),
  authorEmailPattern: (email: string, pattern: string) =>
    refused('push_rule.email', `Author's email '${email}' does not follow the pattern '${pattern}'`),
  committerUnverified: (email: string) => refused('push_rule.committer', `Committer email '${email}' is not verified.`),
  committerNotPusher: (email: string) =>
    refused(
      'push_rule.committer',
      `You cannot push commits for '${email}'. ` +
        'You can only push commits if the committer email is one of your own verified emails.',
    ),
  authorNameInconsistent: refused(
    'push_rule.author_name',
    'Your git author name is inconsistent with GitLab account name',
  ),
  notSignedOff: refused('push_rule.dco', 'Commit message must contain a DCO signoff'),
  notSigned: refused('push_rule.signature', 'Commit must be signed with a GPG key'),
  authorNotMember: (email: string) => refused('push_rule.member', `Author '${email}' is not a member of team`),
  committerNotMember: (email: string) => refused('push_rule.member', `Committer '${email}' is not a member of team`),
  fileNameForbidden: (path: string, pattern: string) =>
    refused('push_rule.file_name', `File name ${path} was prohibited by the pattern "${pattern}".`),
  filesTooLarge: (limit: number, blobs: readonly { readonly id: string; readonly bytes: number }[]) =>
    refused(
      'push_rule.file_size',
      `You are attempting to check in one or more blobs which exceed the ${limit}MiB limit:\n\n` +
        blobs.map(({ id, bytes }) => `- ${id} (${Math.round((bytes / 1_048_576) * 100) / 100} MiB)`).join('\n') +
        '\n\nMake these files smaller, or keep them in Git LFS.\n' +
        'To see where they are: git ls-tree -r HEAD | grep <id>',
    ),
  lfsObjectsMissing: refused(
    'lfs.missing',
    'LFS objects are missing. Ensure LFS is properly set up or try a manual "git lfs push --all".',
  ),
  lfsLocked: (path: string, username: string) =>
    refused('lfs.locked', `'${path}' is locked in Git LFS by @${username}`),

  wikiNotFound: missing('wiki.not_found', 'The wiki you were looking for could not be found.'),
  wikiMissing: missing('wiki.missing', 'A repository for this wiki does not exist yet.'),
  wikiDownload: refused('wiki.download', 'You are not allowed to download files from this wiki.'),
  wikiPush: refused('wiki.push', "You are not allowed to write to this project's wiki."),

  snippetNotFound: missing('snippet.not_found', 'The snippet you were looking for could not be found.'),
  snippetMissing: missing('snippet.missing', 'The snippet repository you were looking for could not be found.'),
  snippetActor: refused('snippet.actor', 'The authentication mechanism is not supported.'),
  snippetDownload: refused('snippet.download', 'You are not allowed to read this snippet.'),
  snippetPush: refused('snippet.push', 'You are not allowed to update this snippet.'),
  snippetBranches: refused('snippet.branches', 'You can not create or delete branches.'),
  snippetWithoutFiles: refused('snippet.no_files', 'The repository must contain at least 1 file.'),
  snippetTooManyFiles: (most: number) =>
    refused('snippet.too_many_files', `The repository can contain at most ${most} file(s).`),

  designProtocol: refused('design.protocol', 'Designs are only accessible using the web interface'),
  designAccess: refused('design.access', 'You are not allowed to manage designs of this project'),

  existingTagChange: refused('T1', 'You are not allowed to change existing tags on this project.'),
  tagNamedLikeDefaultBranch: refused('T2', 'You cannot use default branch name to create a tag'),
  tagNameEncoding: refused('T3', 'Tag names must be valid when converted to UTF-8 encoding'),
  tagNameProhibited: refused('T4', 'You cannot create a tag with a prohibited pattern.'),
  tagNamedLikeCommit: refused('T5', 'You cannot create a tag with a SHA-1 or SHA-256 tag name.'),
  protectedTagUpdate: refused('T6', 'Protected tags cannot be updated.'),
  protectedTagDeletion: refused(
    'T7',
    'You are not allowed to delete protected tags from this project. ' +
      'Only a project maintainer or owner can delete a protected tag.',
  ),
  protectedTagDeletionChannel: refused('T8', 'You can only delete protected tags using the web interface.'),
  protectedTagCreation: refused('T9', 'You are not allowed to create this tag as it is protected.'),
} as const;
