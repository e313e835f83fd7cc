import { loadConfiguration } from '@app/platform';
import { CommandRunnerService } from 'nest-commander';
import { AdminModule } from '../../apps/admin/src/admin.module.js';
import { makeProgram, runCommand } from '../../apps/admin/src/program.js';

/** The process behind `startAdmin`: one start of the command line for many commands. */
process.env.TZ = 'UTC';
const app = await makeProgram(AdminModule.forConfiguration(loadConfiguration(process.env)));

interface Program {
  name(text: string): unknown;
}

interface Runner {
  commander: Program;
  onModuleInit(): Promise<void>;
}

/** A program keeps what it has read from a command line, so each gets a new one. */
async function freshProgram(): Promise<void> {
  const runner = app.get<unknown>(CommandRunnerService) as Runner;
  runner.commander = new (runner.commander.constructor as new () => Program)();
  runner.commander.name('admin');
  await runner.onModuleInit();
}

/** Gathers what is written to a stream until it is given back. */
function capture(stream: NodeJS.WriteStream): () => string {
  const write = stream.write.bind(stream);
  let text = '';
  stream.write = (chunk: string | Uint8Array) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  return () => {
    stream.write = write;
    return text;
  };
}

async function run(words: readonly string[]): Promise<object> {
  await freshProgram();
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  const code = await runCommand(app, ['node', 'admin', ...words]);
  return { code, stdout: stdout(), stderr: stderr() };
}

process.on('message', (words: readonly string[]) => void run(words).then((said) => process.send?.(said)));
process.on('disconnect', () => void app.close().then(() => process.exit()));
process.send?.('ready');
