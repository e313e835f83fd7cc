/** The messages of git-access.md as the tests expect them, written down a second time on purpose. */
export const M2_4096 = '401 Your SSH key must be at least 4096 bits.';
export const M3 = '401 Your SSH key has expired.';
export const M10 = '401 Pulling over HTTP is not allowed.';
export const M11 = '401 Pushing over HTTP is not allowed.';
export const M12 = "401 The command you're trying to execute is not allowed.";
export const M13 = "401 You can't push code to a read-only GitLab instance.";
export const M14 = "404 The project you were looking for could not be found or you don't have permission to view it.";
export const M15 = '404 The namespace you were looking for could not be found.';
export const M16 = '404 A repository for this project does not exist yet.';
export const M17 = '401 You are not allowed to download code from this project.';
export const M18 = '401 The repository is temporarily read-only. Please try again later.';
export const M19 = "401 You can't push code to an archived project.";
export const M20 = '401 This deploy key does not have write access to this project.';
export const M21 = '401 You are not allowed to push code to this project.';
export const M22 = '401 You are not allowed to upload code for this project.';
export const M30 =
  '401 Git push is not allowed because this GitLab instance is currently in (read-only) maintenance mode.';
export const M32 =
  '401 OTP verification is required to access the repository.\n\n   Use: ssh git@ssh.example.com 2fa_verify';
export const M32_2222 =
  '401 OTP verification is required to access the repository.\n\n   Use: ssh git@ssh.example.com -p 2222 2fa_verify';
export const BLOCKED = '401 Your account has been blocked.';
export const B1 = '401 The default branch of a project cannot be deleted.';
export const B2 = '401 You cannot create a branch with a SHA-1 or SHA-256 branch name.';
export const B3 = '401 You cannot create a branch with an invalid name.';
export const B4 = '401 You are not allowed to force push code to a protected branch on this project.';
export const B6A = '401 You are not allowed to create protected branches on this project.';
export const B6B = '401 You can only use an existing protected branch ref as the basis of a new protected branch.';
export const B6C = '401 You can only create protected branches using the web interface and API.';
export const B7 =
  '401 You are not allowed to delete protected branches from this project. Only a project maintainer or owner can delete a protected branch.';
export const B8 = '401 You can only delete protected branches using the web interface.';
export const B9 = '401 You are not allowed to merge code into protected branches on this project.';
export const B10 = '401 You are not allowed to push code to protected branches on this project.';
export const b10e = (defaultBranch: string | null) =>
  `401 \nA default branch (e.g. ${defaultBranch ?? 'main'}) does not yet exist for gnuwget/wget2\n` +
  'Ask a project Owner or Maintainer to create a default branch:\n\n' +
  '  https://gitlab.example.com/gnuwget/wget2/-/project_members\n\n';
export const B10E = b10e('master');
export const T1 = '401 You are not allowed to change existing tags on this project.';
export const T2 = '401 You cannot use default branch name to create a tag';
export const T4 = '401 You cannot create a tag with a prohibited pattern.';
export const T5 = '401 You cannot create a tag with a SHA-1 or SHA-256 tag name.';
export const T6 = '401 Protected tags cannot be updated.';
export const T7 =
  '401 You are not allowed to delete protected tags from this project. Only a project maintainer or owner can delete a protected tag.';
export const T8 = '401 You can only delete protected tags using the web interface.';
export const T9 = '401 You are not allowed to create this tag as it is protected.';
export const PENDING = '401 Your account is pending approval from your administrator and hence blocked.';
export const DEACTIVATED =
  '401 Your account has been deactivated by your administrator. Please log back in from a web browser to reactivate your account at https://gitlab.example.com';
export const UNCONFIRMED =
  '401 Your primary email address is not confirmed. Please check your inbox for the confirmation instructions. In case the link is expired, you can request a new confirmation email at https://gitlab.example.com/users/confirmation/new';
export const PASSWORD_EXPIRED =
  '401 Your password expired. Please access GitLab from a web browser to update your password.';
export const terms = (username: string) =>
  `401 You (@${username}) must accept the Terms of Service in order to perform this action. To accept these terms, please access GitLab from a web browser at https://gitlab.example.com.`;
export const WIKI_404 = '404 The wiki you were looking for could not be found.';
export const WIKI_MISSING = '404 A repository for this wiki does not exist yet.';
export const WIKI_DOWNLOAD = '401 You are not allowed to download files from this wiki.';
export const WIKI_PUSH = "401 You are not allowed to write to this project's wiki.";
