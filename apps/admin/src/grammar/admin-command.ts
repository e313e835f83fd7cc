import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@app/platform';
import { CommandRunner } from 'nest-commander';
import { fieldsOf, flagOf, type Field, type Form } from './fields.js';
import { asJson, asTable, type Answer } from './present.js';
import { readForm, type GivenValues } from './read-form.js';
import { Report } from './report.js';
import { Terminal } from './terminal.js';
import { AnsweredNo, RefusedError, UsageError } from './usage-error.js';

/** The program that nest-commander builds; it brings its own release of commander. */
export type Program = Parameters<CommandRunner['setCommand']>[0];

/** What can be done: a form to fill and a method that does it. */
export interface Deed {
  readonly form: Form;
  readonly perform: (form: object) => unknown;
  /** Asks before it is done, or wants `--yes`. */
  readonly confirm?: boolean;
}

/** A command: `admin why`, or with verbs `admin users create`. */
@Injectable()
export abstract class AdminCommand extends CommandRunner {
  @Inject(Terminal) protected readonly terminal: Terminal;

  /** Gives a part of the program its arguments and options; returns what it does when it is called. */
  protected equip(program: Program, { form, perform, confirm = false }: Deed): () => Promise<void> {
    const fields = fieldsOf(form);
    for (const field of fields) addField(program, field);
    program.option('--json', 'print JSON');
    if (confirm) program.option('--yes', 'do not ask');
    program.allowExcessArguments(false).exitOverride();
    return async () => {
      const { json = false, yes = false, ...options } = program.opts<{ json?: boolean; yes?: boolean }>();
      const values = { ...options, ...argumentsOf(fields, program.args) } as GivenValues;
      const filled = readForm(form, values, (field) =>
        field.kind === 'argument' ? flagOf(field) : `--${flagOf(field)}`,
      );
      if (confirm && !yes) await this.confirmed(program.args.join(' '));
      this.answer(await perform(filled), json);
    };
  }

  private async confirmed(what: string): Promise<void> {
    if (!this.terminal.interactive) throw new UsageError('nobody can be asked here: add --yes');
    const reply = await this.terminal.ask(`Remove ${what}? (yes/no) `);
    if (reply.trim() !== 'yes') throw new RefusedError('not removed');
  }

  private answer(outcome: unknown, json: boolean): void {
    if (outcome instanceof Refusal) throw new RefusedError(outcome.message);
    if (outcome instanceof Report) {
      this.terminal.print(json ? asJson(outcome.data) : outcome.text);
      if (!outcome.isYes) throw new AnsweredNo();
      return;
    }
    const text = json ? asJson(outcome as Answer) : asTable(outcome as Answer);
    if (text !== undefined) this.terminal.print(text);
  }
}

function addField(program: Program, field: Field): void {
  const flag = flagOf(field);
  if (field.kind === 'argument') {
    program.argument(`<${flag}>`, field.description);
    return;
  }
  if (field.kind === 'switch') {
    program.option(`--${flag}`, field.description).option(`--no-${flag}`, 'the opposite');
    return;
  }
  const description = field.required ? `${field.description} (required)` : field.description;
  const gather = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text];
  program.option(`--${flag} <${field.placeholder}>`, description, gather);
}

function argumentsOf(fields: readonly Field[], values: readonly string[]): GivenValues {
  const names = fields.filter(({ kind }) => kind === 'argument').map(({ property }) => property);
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}
