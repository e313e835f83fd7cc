const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A number of bytes as people read it: `512 Bytes`, `1.5 MiB`; at most two decimals. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 Byte' : `${bytes} Bytes`;
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length);
  return `${Math.round((bytes / 1024 ** power) * 100) / 100} ${UNITS[power - 1]}`;
}
