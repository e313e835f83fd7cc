import { measurePublicKey } from '@app/directory';
import type { KeyType } from '../decision/index.js';

export interface KeyMaterial {
  readonly type: KeyType | null;
  readonly bits: number;
}

/** Type and size of a stored public key line, as its blob says; what is no key has none. */
export function keyMaterial(line: string | null): KeyMaterial {
  const key = measurePublicKey(line ?? '');
  return key === undefined ? { type: null, bits: 0 } : { type: key.kind, bits: key.bits };
}
