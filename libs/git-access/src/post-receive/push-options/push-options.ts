/** A value as given, or for an option that may be given several times, how often each value was. */
export type OptionValue = string | ReadonlyMap<string, number>;

/** Valid options by namespace and key. */
export type PushOptions = ReadonlyMap<string, ReadonlyMap<string, OptionValue>>;

interface Namespace {
  readonly single: readonly string[];
  readonly multiple?: readonly string[];
}

/** Everything that `git push -o` can say to GitLab (git-access.md 11.3). */
const NAMESPACES: ReadonlyMap<string, Namespace> = new Map<string, Namespace>([
  [
    'merge_request',
    {
      single: [
        'create',
        'target',
        'target_project',
        'title',
        'description',
        'draft',
        'milestone',
        'remove_source_branch',
        'squash',
        'merge_when_pipeline_succeeds',
        'auto_merge',
      ],
      multiple: ['label', 'unlabel', 'assign', 'unassign'],
    },
  ],
  ['ci', { single: ['skip'], multiple: ['variable', 'input'] }],
  ['integrations', { single: ['skip_ci'] }],
  ['secret_detection', { single: ['skip_all'] }],
  ['secret_push_protection', { single: ['skip_all'] }],
  ['security_policy', { single: ['bypass_reason'] }],
]);

/**
 * Reads options of the form `<namespace>.<key>[=<value>]`. Unknown ones are dropped without a word; the last of a kind
 * wins, but values of options that may be repeated are counted. Without a value it is `true`.
 */
export function parsePushOptions(raw: readonly string[]): PushOptions {
  const options = new Map<string, Map<string, OptionValue>>();
  for (const text of raw) {
    const option = parseOption(text);
    if (option === undefined) continue;
    const { namespace, key, value, multiple } = option;
    const known = options.get(namespace) ?? new Map<string, OptionValue>();
    options.set(namespace, known);
    known.set(key, multiple ? counted(known.get(key), value) : value);
  }
  return options;
}

function parseOption(text: string) {
  const dot = text.indexOf('.');
  if (dot === -1) return undefined;
  const written = text.slice(0, dot).trim();
  const namespace = written === 'mr' ? 'merge_request' : written;
  const rest = text.slice(dot + 1);
  const equals = rest.indexOf('=');
  const key = (equals === -1 ? rest : rest.slice(0, equals)).trim();
  const value = equals === -1 ? '' : rest.slice(equals + 1).trim();
  const known = NAMESPACES.get(namespace);
  const multiple = known?.multiple?.includes(key) ?? false;
  if (!multiple && !known?.single.includes(key)) return undefined;
  return { namespace, key, value: value === '' ? 'true' : value, multiple };
}

function counted(before: OptionValue | undefined, value: string): ReadonlyMap<string, number> {
  const counts = new Map(typeof before === 'object' ? before : []);
  return counts.set(value, (counts.get(value) ?? 0) + 1);
}
