/** First words that are routes of the web application, so never a user, a group or part of their path. */
const RESERVED_AT_TOP = new Set(
  (
    '- .well-known 404.html 422.html 500.html 502.html 503.html admin api apple-touch-icon.png assets dashboard ' +
    'deploy.html explore favicon.ico favicon.png files groups health_check help import invites jwt login oauth profile ' +
    'projects public robots.txt s search sitemap sitemap.xml sitemap.xml.gz slash-command-logo.png snippets ' +
    'unsubscribes uploads users v2'
  ).split(' '),
);

/**
 * Words behind a project's path in the web application, so never a project. GitLab's own list has `new` as well; here a
 * first push makes `dev/new` (git-access.md 15, case 114).
 */
const RESERVED_FOR_PROJECTS = new Set(
  '- badges blame blob builds commits create create_dir edit files find_file preview raw refs tree update wikis'.split(
    ' ',
  ),
);

const MAX_LENGTH = 255;

/** Where a name is to stand: at the top of everything, below a group, or as a project. */
export type PathPlace = 'top' | 'subgroup' | 'project';

/**
 * May a user, group or project be called so in paths? ASCII letters, digits, `_`, `.` and `-`, not beginning with `-`;
 * neither ending in `.` nor in what Git and feeds append to a path; nothing that the web application serves itself.
 */
export function isPathName(name: string, place: PathPlace): boolean {
  if (name.length > MAX_LENGTH || !/^[a-z0-9_.][a-z0-9_.-]*$/i.test(name)) return false;
  const lower = name.toLowerCase();
  if (/(\.|\.git|\.atom)$/.test(lower)) return false;
  if (place === 'top') return !RESERVED_AT_TOP.has(lower);
  return place === 'project' ? !RESERVED_FOR_PROJECTS.has(lower) : lower !== '-';
}
