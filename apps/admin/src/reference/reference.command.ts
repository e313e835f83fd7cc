import { Command, InjectCommander } from 'nest-commander';
import type { Program } from '../grammar/admin-command.js';
import { SingleCommand } from '../grammar/single-command.js';

/** Columns of the help texts, whatever the terminal has. */
const WIDTH = 100;

/** `admin reference`: the page `docs/admin-reference.md`. */
@Command({ name: 'reference', description: 'print the help of every command, as a page of the documentation' })
export class ReferenceCommand extends SingleCommand<object> {
  protected readonly form = Object;

  constructor(@InjectCommander() private readonly program: Program) {
    super();
  }

  protected perform(): string {
    const head = [
      '# Reference of the command line',
      'Made by `bin/admin reference > docs/admin-reference.md` and compared in the tests. [admin.md](admin.md) shows the commands in use.',
    ];
    const sections = this.program.commands.flatMap((command) => section(command, 'admin'));
    return [...head, ...sections].join('\n\n');
  }
}

/** A command with verbs is a chapter; each thing that can be run has its help. */
function section(command: Program, above: string): string[] {
  const name = `${above} ${command.name()}`;
  if (command.commands.length > 0) {
    const verbs = command.commands.flatMap((verb) => section(verb, name));
    return [`## ${name}`, capital(command.description()), ...verbs];
  }
  command.configureHelp({ helpWidth: WIDTH });
  const help = command.helpInformation().trimEnd();
  return [`${above === 'admin' ? '##' : '###'} ${name}`, `\`\`\`text\n${help}\n\`\`\``];
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
