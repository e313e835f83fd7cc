/** Reads the length-prefixed fields of SSH's wire format (RFC 4251 5), one after another. */
export class FieldReader {
  private position = 0;

  constructor(private readonly data: Buffer) {}

  get isAtEnd(): boolean {
    return this.position === this.data.length;
  }

  /** The next field; undefined when the data ends before it does, and from then on. */
  bytes(): Buffer | undefined {
    const start = this.position + 4;
    const end = start > this.data.length ? Infinity : start + this.data.readUInt32BE(this.position);
    if (end > this.data.length) {
      this.position = Infinity;
      return undefined;
    }
    this.position = end;
    return this.data.subarray(start, end);
  }

  text(): string | undefined {
    return this.bytes()?.toString('latin1');
  }

  /** Size in bits of the next field as a positive number; undefined when it is none. */
  numberBits(): number | undefined {
    const field = this.bytes();
    // The top bit is the sign.
    if (field === undefined || (field[0] ?? 0x80) >= 0x80) return undefined;
    const first = field.findIndex((byte) => byte !== 0);
    if (first === -1) return undefined;
    return (field.length - first) * 8 - Math.clz32(field[first] ?? 0) + 24;
  }
}
