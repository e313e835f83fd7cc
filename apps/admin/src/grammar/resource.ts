import { AdminCommand, type Program } from './admin-command.js';
import type { Form } from './fields.js';
import { UsageError } from './usage-error.js';

interface DeclaredVerb {
  readonly name: string;
  readonly description: string;
  readonly form: Form;
  readonly method: string;
}

type Methods = Readonly<Record<string, (form: object) => unknown>>;

const verbsByResource = new Map<object, DeclaredVerb[]>();

/** Makes a method of a resource a verb: `admin users create`. It is given the filled form and returns what is printed. */
export function Verb(name: string, description: string, form: Form = Object) {
  return (target: object, method: string | symbol): void => {
    const verbs = verbsByResource.get(target) ?? [];
    verbsByResource.set(target, [...verbs, { name, description, form, method: String(method) }]);
  };
}

/** Something that operators make, list, show, change and remove; its verbs are the methods that say so. */
export abstract class Resource extends AdminCommand {
  override setCommand(program: Program): this {
    super.setCommand(program);
    program.exitOverride();
    for (const { name, description, form, method } of verbsByResource.get(Object.getPrototypeOf(this) as object) ??
      []) {
      const verb = program.command(name).description(description);
      const perform = (filled: object): unknown => (this as unknown as Methods)[method]?.(filled);
      verb.action(this.equip(verb, { form, perform, confirm: name === 'remove' }));
    }
    return this;
  }

  /** Only when no verb was named that there is. */
  async run([verb]: string[]): Promise<void> {
    const name = this.command.name();
    const problem = verb === undefined ? `${name} wants a verb` : `${name} has no verb ${verb}`;
    throw new UsageError(`${problem}: see admin ${name} --help`);
  }
}
