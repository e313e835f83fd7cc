/** First words of a path that are routes of the web application, so never a namespace. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    '- .well-known 404.html 422.html 500.html 502.html 503.html admin api apple-touch-icon.png assets dashboard ' +
    'deploy.html explore favicon.ico favicon.png files groups health_check help import invites jwt login oauth profile ' +
    'projects public robots.txt s search sitemap sitemap.xml sitemap.xml.gz slash-command-logo.png snippets ' +
    'unsubscribes uploads users v2'
  ).split(' '),
);

const SEGMENT = /^[a-z0-9_.][a-z0-9_.-]*$/i;

/** Has the shape `<namespace>/<project>` with a namespace that can exist (step 9 of 3.4)? Takes a normalized path. */
export function namesProject(path: string): boolean {
  const segments = path.split('/');
  if (segments.length < 2 || RESERVED.has((segments[0] ?? '').toLowerCase())) return false;
  return segments.every((segment) => SEGMENT.test(segment) && segment !== '.' && segment !== '..');
}
