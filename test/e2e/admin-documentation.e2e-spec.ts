import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startAdmin, type RunningAdmin } from '../support/admin.js';
import { makeSshKey } from '../support/ssh-keys.js';
import { openSuite, type Suite } from '../support/suite.js';

const docs = resolve(import.meta.dirname, '../../docs');
const page = readFileSync(join(docs, 'admin.md'), 'utf8');

/** Lines of the page's `sh` blocks, in their order. */
const examples = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => block!.trim().split('\n'));

describe('the documentation of the command line', () => {
  let suite: Suite;
  let admin: RunningAdmin;

  beforeAll(async () => {
    suite = await openSuite();
    // As in a database that nobody has used yet: the page names the first ids.
    await suite.sql(`
      DO $$ DECLARE sequence regclass; BEGIN
        FOR sequence IN SELECT oid FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP
          IF sequence::text NOT IN ('application_settings_id_seq', 'shards_id_seq', 'plans_id_seq') THEN
            PERFORM setval(sequence, 1, false);
          END IF;
        END LOOP;
      END $$`);
    admin = await startAdmin(suite);
    for (const [, name, text] of page.matchAll(/```\w+ (\S+)\n(.*?)```/gs)) write(name!, text!);
    for (const name of ['rubi.pub', 'ci.pub']) write(name, `${makeSshKey().line} ${name}\n`);
  });
  afterAll(async () => {
    await admin?.close();
    await suite?.close();
  });

  const write = (name: string, text: string): void => writeFileSync(join(admin.dataDir, name), text);

  /** The words of a line, as a shell splits them; files lie in the folder of the test. */
  const wordsOf = (line: string): string[] =>
    [...line.replace(/ +# .*$/, '').matchAll(/"([^"]*)"|(\S+)/g)]
      .map(([, quoted, plain]) => quoted ?? plain!)
      .map((word) =>
        word.replace(
          /^(@?)([\w-]+\.(?:pub|csv|jsonl))$/,
          (_, at: string, name: string) => at + join(admin.dataDir, name),
        ),
      )
      .slice(1);

  it('shows examples that work as they stand there', async () => {
    for (const line of examples) {
      const { code, stderr } = await admin.run(...wordsOf(line));
      expect({ line, code, stderr }).toEqual({
        line,
        code: /# exit code 1$/.test(line) ? 1 : 0,
        stderr: code === 0 ? expect.not.stringMatching(/error/) : expect.any(String),
      });
    }
  });

  it('shows every command there is, and the reference is that of the code', async () => {
    const { stdout } = await admin.run('reference');
    const commands = [...stdout.matchAll(/^#{2,3} (admin .*)\n\n```/gm)].map(([, name]) => name!);
    expect(commands.length).toBeGreaterThan(60);
    const missing = commands.filter((name) => !examples.some((line) => `${line} `.startsWith(`${name} `)));
    expect(missing).toEqual([]);
    expect(readFileSync(join(docs, 'admin-reference.md'), 'utf8')).toBe(stdout);
  });
});
