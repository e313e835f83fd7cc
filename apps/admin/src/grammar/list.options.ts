import { Whole } from './fields.js';
import type { ListPart } from '@app/directory';

/** What every list takes: it is cut, and goes on behind the last id. */
export class ListOptions implements ListPart {
  @Whole('rows at most', { min: 1, max: 100_000 }) limit = 100;
  @Whole('only behind this id', { min: 0, max: Number.MAX_SAFE_INTEGER }) after = 0;
}
