/**
 * Text as PostgreSQL can hold it: what has no place in its `text` and `jsonb`, a NUL or half of a surrogate pair, becomes
 * U+FFFD. For what must be kept whatever came in, such as the follow-up of a push.
 */
export function storableText(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '\uFFFD');
}
