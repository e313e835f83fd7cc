import { parseGitalyAddress } from './gitaly-address.js';

describe('addresses of Gitaly (gitaly.md 1.1)', () => {
  it.each([
    ['unix:/path/s.sock', { target: 'unix:/path/s.sock', tls: false }],
    ['unix:///path/s.sock', { target: 'unix:///path/s.sock', tls: false }],
    ['tcp://gitaly:8075', { target: 'gitaly:8075', tls: false }],
    ['tcp://[::1]:8075', { target: '[::1]:8075', tls: false }],
    ['tls://gitaly.example.com:9999', { target: 'gitaly.example.com:9999', tls: true }],
    ['dns:gitaly:8075', { target: 'dns:gitaly:8075', tls: false }],
    ['dns:///gitaly:8075', { target: 'dns:///gitaly:8075', tls: false }],
    ['dns://10.0.0.1:53/gitaly:8075', { target: 'dns://10.0.0.1:53/gitaly:8075', tls: false }],
    ['dns+tls:///gitaly:9999', { target: 'dns:///gitaly:9999', tls: true, certificateName: 'gitaly' }],
    ['dns+tls:gitaly:9999', { target: 'dns:gitaly:9999', tls: true, certificateName: 'gitaly' }],
  ])('%s is read', (address, target) => {
    expect(parseGitalyAddress(address)).toEqual(target);
  });

  it.each([
    '',
    'gitaly:8075',
    'http://gitaly:8075',
    'unix:rel.sock',
    'unix:',
    'unix:/',
    'unix:/path with blank',
    'tcp:gitaly:8075',
    'tcp://gitaly',
    'tcp://gitaly:0',
    'tcp://gitaly:65536',
    'tcp://gitaly:8075/',
    'tls://gitaly:9999/path',
    'tcp://:8075',
    'tcp://user@gitaly:8075/x',
    'dns:gitaly',
    'dns:///',
    'dns://server/gitaly:8075',
    'dns+tls://gitaly:9999',
  ])('%j is refused', (address) => {
    expect(parseGitalyAddress(address)).toBeUndefined();
  });
});
