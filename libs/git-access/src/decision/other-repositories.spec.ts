import {
  A,
  answering,
  B,
  decided,
  facts,
  key,
  project,
  publicProject,
  request,
  spoken,
  Z,
  type Asked,
  type Situation,
} from './testing/fixtures.js';
import * as text from './testing/texts.js';
import type { Content } from './content.js';

const WIKI_DOWNLOAD = '401 You are not allowed to download files from this wiki.';
const WIKI_PUSH = "401 You are not allowed to write to this project's wiki.";
const WIKI_NOT_FOUND = '404 The wiki you were looking for could not be found.';
const SNIPPET_NOT_FOUND = '404 The snippet you were looking for could not be found.';
const READ_SNIPPET = '401 You are not allowed to read this snippet.';
const UPDATE_SNIPPET = '401 You are not allowed to update this snippet.';
const ONE_BRANCH = '401 You can not create or delete branches.';

const wiki = (situation: Situation): Situation => ({
  repository: { kind: 'wiki', fullPath: 'gnuwget/wget2.wiki' },
  ...situation,
});
/** Personal snippet 7 of dev. */
const snippet = (visibility: number, situation: Situation): Situation => ({
  project: null,
  repository: { kind: 'snippet', containerId: 7, fullPath: 'snippets/7', defaultBranch: 'main' },
  snippet: { authorId: 130, visibility, repositoryReadOnly: false },
  ...situation,
});
const ask =
  (action: string) =>
  (situation: Situation, asked: Asked = {}, content?: Content) =>
    spoken(decided(request({ action, ...asked }), facts(situation), content));
const pull = ask('git-upload-pack');
const push = ask('git-receive-pack');
const deployKey = (canPush: boolean): Situation => ({
  as: 'maint',
  key: key(81, { kind: 'deploy_key' }),
  deployKey: { canPush },
});

describe('wikis (git-access.md 3.9)', () => {
  it('case 118: developers pull and push', () => {
    expect(pull(wiki({ as: 'dev' }))).toBe('ok');
    expect(push(wiki({ as: 'dev' }))).toBe('ok');
  });

  it('case 119, 120: reporters write nothing, guests read nothing of a private one', () => {
    expect(pull(wiki({ as: 'reporter' }))).toBe('ok');
    expect(push(wiki({ as: 'reporter' }))).toBe(WIKI_PUSH);
    expect(pull(wiki({ as: 'guest' }))).toBe(WIKI_DOWNLOAD);
    expect(pull(wiki({ as: 'guest', level: 10, project: publicProject() }))).toBe('ok');
  });

  it('case 121: no branch of a wiki is protected', () => {
    expect(push(wiki({ as: 'dev' }), { changes: `${A} ${B} refs/heads/master` })).toBe('ok');
    expect(push(wiki({ as: 'dev' }), { changes: `${B} ${Z} refs/heads/master` })).toBe('ok');
  });

  it('by the level of the wiki, not of the code', () => {
    expect(pull(wiki({ as: 'dev', project: project({ repositoryLevel: 0 }) }))).toBe('ok');
    expect(pull(wiki({ as: 'root', project: project({ wikiLevel: 0 }) }))).toBe(WIKI_DOWNLOAD);
    expect(push(wiki({ as: 'root', project: project({ wikiLevel: 0 }) }))).toBe(WIKI_PUSH);
    expect(pull(wiki({ as: 'outsider', project: publicProject({ wikiLevel: 10 }) }))).toBe(WIKI_DOWNLOAD);
  });

  it('deploy keys read', () => {
    expect(pull(wiki(deployKey(false)))).toBe('ok');
    expect(pull(wiki({ ...deployKey(false), project: project({ wikiLevel: 0 }) }))).toBe(WIKI_DOWNLOAD);
    expect(push(wiki(deployKey(false)))).toBe(text.M20);
    expect(push(wiki(deployKey(true)))).toBe(WIKI_PUSH);
  });

  it('what is in its way', () => {
    expect(push(wiki({ as: 'owner', project: project({ repositoryReadOnly: true }) }))).toBe(text.M13);
    expect(push(wiki({ as: 'owner', project: project({ archived: true }) }))).toBe(text.M19);
    const missing = { repository: { kind: 'wiki' as const, exists: false } };
    expect(pull({ as: 'dev', ...missing })).toBe('404 A repository for this wiki does not exist yet.');
    expect(pull(wiki({ as: 'blockd' }))).toBe(text.BLOCKED);
  });

  it('is not found in the words of what was asked for', () => {
    expect(pull(wiki({ as: 'outsider' }), { identifier: 'wiki' })).toBe(WIKI_NOT_FOUND);
    expect(pull({ as: 'outsider', project: null }, { identifier: 'wiki' })).toBe(WIKI_NOT_FOUND);
    expect(pull(wiki({ as: 'outsider' }), { path: 'gnuwget/wget2.wiki' })).toBe(text.M14);
    expect(pull({ as: 'outsider', project: null }, { path: 'gnuwget/none.wiki' })).toBe(text.M14);
  });
});

describe('snippets (git-access.md 3.9)', () => {
  it('case 122, 123, 124: by author and visibility', () => {
    expect(pull(snippet(0, { as: 'dev' }))).toBe('ok');
    expect(push(snippet(0, { as: 'dev' }))).toBe('ok');
    expect(pull(snippet(0, { as: 'outsider' }))).toBe(READ_SNIPPET);
    expect(pull(snippet(20, { as: 'outsider' }))).toBe('ok');
    expect(push(snippet(20, { as: 'outsider' }))).toBe(UPDATE_SNIPPET);
    expect(pull(snippet(10, { as: 'outsider' }))).toBe('ok');
    expect(pull(snippet(10, { as: 'ext' }))).toBe(READ_SNIPPET);
    expect(pull(snippet(20, { as: null }))).toBe('ok');
    expect(pull(snippet(10, { as: null }))).toBe(READ_SNIPPET);
    expect(push(snippet(20, { as: null }))).toBe(UPDATE_SNIPPET);
    expect(push(snippet(0, { as: 'root' }))).toBe('ok');
  });

  it('case 125: deploy keys have none', () => {
    expect(pull(snippet(20, deployKey(true)))).toBe('401 The authentication mechanism is not supported.');
  });

  it('case 126: that it exists comes first', () => {
    expect(pull({ as: 'blockd', project: null }, { identifier: 'snippet', protocol: 'ftp' })).toBe(SNIPPET_NOT_FOUND);
    expect(pull(snippet(20, { as: 'blockd' }))).toBe(text.BLOCKED);
  });

  it('snippets of a project', () => {
    const ofProject = (visibility: number, situation: Situation) =>
      snippet(visibility, { project: project(), ...situation });
    expect(pull(ofProject(0, { as: 'guest' }))).toBe('ok');
    expect(pull(ofProject(20, { as: 'outsider' }))).toBe(text.M14);
    expect(pull(ofProject(20, { as: 'outsider' }), { identifier: 'snippet' })).toBe(SNIPPET_NOT_FOUND);
    expect(push(ofProject(0, { as: 'maint' }))).toBe('ok');
    expect(push(ofProject(0, { as: 'dev' }))).toBe('ok');
    expect(push(ofProject(0, { as: 'reporter' }))).toBe(UPDATE_SNIPPET);
    expect(pull(ofProject(20, { as: 'dev', project: project({ snippetsLevel: 0 }) }))).toBe(READ_SNIPPET);
    expect(push(ofProject(20, { as: 'dev', project: project({ archived: true }) }))).toBe(UPDATE_SNIPPET);
  });

  it('case 127: one branch, of one to ten files', () => {
    const changed = (changes: string, content: Content) => push(snippet(0, { as: 'dev' }), { changes }, content);
    const full = answering({ defaultBranch: 'main', files: 1 });
    expect(changed(`${Z} ${A} refs/heads/other`, full)).toBe(ONE_BRANCH);
    expect(changed(`${A} ${Z} refs/heads/main`, full)).toBe(ONE_BRANCH);
    expect(changed(`${Z} ${A} refs/tags/v1`, full)).toBe(ONE_BRANCH);
    expect(changed(`${A} ${B} refs/heads/main`, full)).toBe('ok');
    expect(changed(`${Z} ${A} refs/heads/main`, full)).toBe('ok');
    expect(changed(`${Z} ${A} refs/heads/first`, answering({ defaultBranch: 'main', empty: true, files: 10 }))).toBe(
      'ok',
    );
    expect(changed(`${A} ${B} refs/heads/main`, answering({ files: 0 }))).toBe(
      '401 The repository must contain at least 1 file.',
    );
    expect(changed(`${A} ${B} refs/heads/main`, answering({ files: 11 }))).toBe(
      '401 The repository can contain at most 10 file(s).',
    );
  });

  it('what is in its way', () => {
    const readOnly = { authorId: 130, visibility: 0, repositoryReadOnly: true };
    expect(push(snippet(0, { as: 'dev', snippet: readOnly }))).toBe(text.M18);
    const missing = { kind: 'snippet' as const, exists: false };
    expect(pull(snippet(0, { as: 'dev', repository: missing }))).toBe(
      '404 The snippet repository you were looking for could not be found.',
    );
  });
});

describe('designs (git-access.md 3.9)', () => {
  const design = (situation: Situation): Situation => ({ repository: { kind: 'design' }, ...situation });

  it('case 128: never for a Git client', () => {
    const web = '401 Designs are only accessible using the web interface';
    expect(pull(design({ as: 'root' }))).toBe(web);
    expect(pull({ as: 'root', project: null }, { identifier: 'design' })).toBe(web);
  });

  it('from the web for developers, in the same words for what is not there', () => {
    const refused = '401 You are not allowed to manage designs of this project';
    expect(push(design({ as: 'dev' }), { protocol: 'web' })).toBe('ok');
    expect(push(design({ as: 'reporter' }), { protocol: 'web' })).toBe(refused);
    expect(push(design({ as: 'outsider' }), { protocol: 'web', identifier: 'design' })).toBe(refused);
    // By path, nothing that is there is answered as nothing is.
    for (const protocol of ['web', 'ssh']) {
      expect(push(design({ as: 'outsider' }), { protocol, path: 'gnuwget/wget2.design' })).toBe(text.M14);
    }
    expect(push({ as: 'dev', project: null }, { protocol: 'web', identifier: 'design' })).toBe(refused);
    expect(push(design({ as: 'blockd' }), { protocol: 'web' })).toBe(text.BLOCKED);
  });
});

describe('around the repository', () => {
  it('case 52, 53: a former path is noted for people, also when they are refused', () => {
    const moved = (situation: Situation, action = 'git-upload-pack') => {
      const verdict = decided(request({ action }), facts({ repository: { redirected: true }, ...situation }));
      return 'moved' in verdict && verdict.moved;
    };
    expect(moved({ as: 'dev' })).toBe(true);
    expect(moved({ as: 'guest' })).toBe(true);
    expect(moved({ as: 'outsider' })).toBe(false);
    expect(moved(deployKey(false))).toBe(false);
    expect(moved({ as: 'dev', repository: { redirected: false } })).toBe(false);
  });

  it('case 74: addresses outside the list of the group', () => {
    const listed = project({ ipRanges: ['10.0.0.0/8', '2001:db8::/32', 'nonsense'] });
    const from = (address: string | undefined, situation: Situation = { as: 'dev' }) =>
      pull({ project: listed, ...situation }, address === undefined ? {} : { address });
    for (const inside of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::7', undefined]) expect(from(inside)).toBe('ok');
    for (const outside of ['11.1.2.3', '::1', 'nonsense', '10.1', '10.1.2.3:22', '0x0a.1.2.3'])
      expect(from(outside)).toBe(text.M14);
    expect(from('11.1.2.3', { as: 'root' })).toBe('ok');
    expect(from('11.1.2.3', { as: 'outsider', user: { auditor: true } })).toBe('ok');
    expect(from('11.1.2.3', deployKey(true))).toBe(text.M14);
    expect(from('11.1.2.3', { as: null, project: publicProject({ ipRanges: ['10.0.0.1'] }) })).toBe(text.M14);
    expect(push({ as: 'dev', project: listed }, { address: '11.1.2.3' })).toBe(text.M14);
    expect(pull({ as: 'dev' }, { address: '11.1.2.3' })).toBe('ok');
  });

  it('case 200: a certificate opens one namespace', () => {
    const within = (withinNamespace: string) => pull({ as: 'dev' }, { withinNamespace });
    for (const namespace of ['gnuwget', 'GNUwget', 'gnuwget/wget2']) expect(within(namespace)).toBe('ok');
    for (const namespace of ['other', 'gnu', 'gnuwget/wget', 'wget2', 'gnuwget/wget2/x'])
      expect(within(namespace)).toBe(text.M14);
  });

  it('case 114, 115, 116: who asks for a new project', () => {
    const first = (situation: Situation, asked: Asked = {}) =>
      push({ project: null, ...situation }, { path: 'dev/new', ...asked });
    expect(first({ as: 'dev' })).toBe('create');
    expect(first({ as: 'dev' }, { path: 'group/sub/new' })).toBe('create');
    expect(first({ as: 'blockd' })).toBe(text.BLOCKED);
    expect(first(deployKey(true))).toBe(text.M14);
    expect(first({ as: null })).toBe(text.M14);
    for (const changes of ['', null, `${Z} ${A} refs/heads/x`])
      expect(first({ as: 'dev' }, { changes })).toBe(text.M14);
    for (const path of ['dev/none/snippets/1', 'dev/x.wiki', 'dev/x.design'])
      expect(first({ as: 'dev' }, { path })).toBe(text.M14);
    expect(first({ as: 'dev' }, { path: 'snippets/notexist' })).toBe(text.M15);
    expect(first({ as: 'dev' }, { identifier: 'project' })).toBe(text.M14);
    expect(first({ as: 'dev' }, { withinNamespace: 'other' })).toBe(text.M14);
    expect(first({ as: 'dev', settings: { readOnlyDatabase: true } })).toBe(text.M13);
    expect(pull({ as: 'dev', project: null }, { path: 'dev/new' })).toBe(text.M14);
  });
});
