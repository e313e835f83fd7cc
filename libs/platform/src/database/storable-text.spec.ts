import { storableText } from './storable-text.js';

describe('storableText', () => {
  it('replaces what PostgreSQL cannot hold', () => {
    expect(storableText('a\0b\ud800c\udc00')).toBe('a\ufffdb\ufffdc\ufffd');
  });

  it('leaves everything else, whole pairs among it', () => {
    expect(storableText('ä\n😀\ufffd')).toBe('ä\n😀\ufffd');
  });
});
