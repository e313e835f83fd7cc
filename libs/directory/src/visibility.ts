/** Who sees a group or project. */
export const VISIBILITY_LEVELS = { private: 0, internal: 10, public: 20 } as const;

export const isVisibilityLevel = (level: number): boolean => Object.values<number>(VISIBILITY_LEVELS).includes(level);

/** The levels in `application_settings.restricted_visibility_levels`: a YAML list of numbers, `---\n- 20\n`. */
export function restrictedVisibilityLevels(yaml: string | null): number[] {
  return [...(yaml ?? '').matchAll(/^- (\d+)$/gm)].map((match) => Number(match[1]));
}
