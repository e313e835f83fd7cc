/** Takes what a command prints, piece by piece; false ends the command, because the rest is of no interest. */
export interface OutputReader {
  chunk(data: Buffer): boolean | void;
  end?(): void;
}

/** Reads texts that end in a separator, a line break unless said; false from `onRecord` ends the command. */
export function records(onRecord: (text: string) => boolean | void, separator = '\n'): OutputReader {
  const mark = separator.charCodeAt(0);
  let rest: Buffer[] = [];
  return {
    chunk(data) {
      let start = 0;
      for (let end = data.indexOf(mark); end !== -1; end = data.indexOf(mark, start)) {
        rest.push(data.subarray(start, end));
        const text = Buffer.concat(rest).toString('utf8');
        rest = [];
        start = end + 1;
        if (onRecord(text) === false) return false;
      }
      if (start < data.length) rest.push(data.subarray(start));
      return true;
    },
    end() {
      if (rest.length > 0) onRecord(Buffer.concat(rest).toString('utf8'));
    },
  };
}

/** Of nothing that is printed. */
export const nothing: OutputReader = { chunk: () => undefined };

export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly content: Buffer;
}

/** Reads the output of `git cat-file --batch`: a line `<id> <type> <size>`, so many bytes, a line break. */
export function objects(onObject: (object: GitObject) => void): OutputReader {
  let buffered: Buffer = Buffer.alloc(0);
  let pieces: Buffer[] = [];
  let length = 0;
  let needed = 0;
  return {
    chunk(data) {
      pieces.push(data);
      length += data.length;
      // Joined only when there is enough for the next step: a large object comes in many pieces.
      if (length < needed) return true;
      buffered = Buffer.concat(pieces);
      for (;;) {
        const lineEnd = buffered.indexOf(0x0a);
        if (lineEnd === -1) break;
        const [id = '', type = '', size = '0'] = buffered.subarray(0, lineEnd).toString('utf8').split(' ');
        const contentStart = lineEnd + 1;
        const contentEnd = contentStart + (type === 'missing' ? -1 : Number(size));
        if (buffered.length < contentEnd + 1) {
          needed = contentEnd + 1;
          break;
        }
        if (type !== 'missing') onObject({ id, type, content: buffered.subarray(contentStart, contentEnd) });
        buffered = buffered.subarray(contentEnd + 1);
        needed = 0;
      }
      pieces = [buffered];
      length = buffered.length;
      return true;
    },
  };
}
