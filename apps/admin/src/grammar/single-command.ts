import { AdminCommand, type Program } from './admin-command.js';
import type { Form } from './fields.js';

/** A command without verbs: `admin why`. */
export abstract class SingleCommand<Value extends object> extends AdminCommand {
  protected abstract readonly form: Form<Value>;
  private act: () => Promise<void>;

  override setCommand(program: Program): this {
    super.setCommand(program);
    this.act = this.equip(program, { form: this.form, perform: (filled) => this.perform(filled as Value) });
    return this;
  }

  run(): Promise<void> {
    return this.act();
  }

  /** Does it and returns what is printed. */
  protected abstract perform(form: Value): unknown;
}
