/** Which part of a list is wanted: so many rows behind an id. */
export interface ListPart {
  readonly after: number;
  readonly limit: number;
}

export const EVERYTHING: ListPart = { after: 0, limit: 2 ** 31 - 1 };
