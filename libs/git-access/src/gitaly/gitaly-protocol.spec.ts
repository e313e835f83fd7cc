import { gitalyMethods } from './gitaly-protocol.js';

describe('messages of Gitaly', () => {
  it('are encoded to the byte as in the example of gitaly.md 2.4', () => {
    const bytes = gitalyMethods.CommitIsAncestor.requestSerialize({
      repository: {
        storageName: 'default',
        relativePath: 'a.git',
        gitObjectDirectory: 'objects/q',
        gitAlternateObjectDirectories: ['objects'],
      },
      ancestorId: 'A',
      childId: 'B',
    });
    expect(bytes.toString('hex')).toBe(
      '0a24120764656661756c741a05612e67697422096f626a656374732f712a076f626a656374731201411a0142',
    );
  });

  it('have every field when they are read, whatever was left out', () => {
    const { paths } = gitalyMethods.FindChangedPaths.responseDeserialize(Buffer.from('0a030a0161', 'hex'));
    expect(paths).toEqual([{ path: Buffer.from('a'), status: 'ADDED' }]);
  });

  it('keep an enumeration value that is not known as its number', () => {
    const { paths } = gitalyMethods.FindChangedPaths.responseDeserialize(Buffer.from('0a050a01611063', 'hex'));
    expect(paths).toEqual([{ path: Buffer.from('a'), status: 99 }]);
  });
});
