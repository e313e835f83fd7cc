import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Instruction {
  readonly name: string;
  readonly operands: string;
}

export interface Stage {
  /** Name or number, as `COPY --from` has it. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile, without comments, each instruction on one line. */
export function readDockerfile(root: string): Stage[] {
  const stages: { name: string; instructions: Instruction[] }[] = [];
  const lines = readFileSync(join(root, 'Dockerfile'), 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  for (const line of lines) {
    const [, name = '', operands = ''] = /^\s*([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM')
      stages.push({ name: / AS (\S+)$/.exec(operands)?.[1] ?? String(stages.length), instructions: [] });
    else stages.at(-1)?.instructions.push({ name, operands });
  }
  return stages;
}

/** What is set by all `ENV` of a stage. */
export function environmentOf({ instructions }: Stage): Record<string, string> {
  return Object.fromEntries(
    instructions
      .filter(({ name }) => name === 'ENV')
      .flatMap(({ operands }) => operands.split(' ').map((pair) => pair.split('=') as [string, string])),
  );
}
