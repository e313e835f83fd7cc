import { cloneUrls } from './clone-urls.js';

const instance = { baseUrl: 'https://gitlab.example.com', SSH_HOST: 'ssh.example.com', SSH_PORT: 22, SSH_USER: 'git' };
const plain = { customHttpCloneUrlRoot: null };

describe('cloneUrls', () => {
  it('begins with the address of the instance', () => {
    expect(cloneUrls(instance, plain, 'gnuwget/wget2')).toEqual({
      http: 'https://gitlab.example.com/gnuwget/wget2.git',
      ssh: 'git@ssh.example.com:gnuwget/wget2.git',
    });
  });

  it('keeps the ending of a wiki', () => {
    expect(cloneUrls(instance, plain, 'gnuwget/wget2.wiki').http).toBe(
      'https://gitlab.example.com/gnuwget/wget2.wiki.git',
    );
  });

  it('takes the root that the operator chose for HTTP', () => {
    const settings = { customHttpCloneUrlRoot: 'https://git.example.com/code/' };
    expect(cloneUrls(instance, settings, 'a/b').http).toBe('https://git.example.com/code/a/b.git');
  });

  it('writes another port as an address with a scheme', () => {
    expect(cloneUrls({ ...instance, SSH_PORT: 2222 }, plain, 'a/b').ssh).toBe('ssh://git@ssh.example.com:2222/a/b.git');
  });
});
