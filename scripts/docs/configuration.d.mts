/** The page of all settings, as Markdown. */
export function configurationPage(): Promise<string>;
