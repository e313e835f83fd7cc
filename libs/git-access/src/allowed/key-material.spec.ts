import { keyMaterial } from './key-material.js';

/** schema.md 3.9 */
const BLOB = 'AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';

describe('type and size of a stored key', () => {
  it('case 32: are those of the blob', () => {
    expect(keyMaterial(`ssh-ed25519 ${BLOB} somebody@example.com`)).toEqual({ type: 'ed25519', bits: 256 });
  });

  it.each([null, '', 'ssh-rsa', 'constructor x', `ssh-rsa ${'/'.repeat(100)}`])('reads no key in %j', (text) =>
    expect(keyMaterial(text)).toEqual({ type: null, bits: 0 }),
  );

  it.each([`ecdsa-sha2-nistp521 ${BLOB}`, 'sk-ssh-ed25519@openssh.com AAAA'])(
    'case 32: does not take the word of %j for what its blob is not',
    (text) => expect(keyMaterial(text)).toEqual({ type: null, bits: 0 }),
  );
});
