import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SOURCE = join(root, 'libs/platform/src/config/configuration.ts');
const PAGE = join(root, 'docs/configuration.md');

const INTRODUCTION = `# Configuration

Every setting is an environment variable, read once at start and checked. A process with a bad one ends with status 1 and one
line that names the variable. An empty variable counts as unset. Times are milliseconds and sizes are bytes where the name
does not say otherwise; switches take \`true\`, \`1\`, \`yes\`, \`on\` and their opposites.

This page is made from the class \`Configuration\` by \`npm run docs:configuration\`, and a test compares the two.
`;

/**
 * The page of all settings: a table for each group of the class, in its order.
 * @returns Markdown text, formatted as the repository wants it
 */
export async function configurationPage() {
  const source = ts.createSourceFile(SOURCE, readFileSync(SOURCE, 'utf8'), ts.ScriptTarget.ES2023, true);
  const settings = source.statements
    .find((node) => ts.isClassDeclaration(node) && node.name.text === 'Configuration')
    .members.filter(ts.isPropertyDeclaration);
  const groups = [];
  for (const setting of settings) {
    const heading = headingOf(source, setting);
    if (heading) groups.push({ heading, rows: [] });
    groups.at(-1).rows.push(rowOf(source, setting));
  }
  const tables = groups.map(
    ({ heading, rows }) => `## ${heading}\n\n| setting | default | takes | meaning |\n|-|-|-|-|\n${rows.join('\n')}\n`,
  );
  const text = `${INTRODUCTION}\n${tables.join('\n')}`;
  return format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE });
}

/** The line comment that begins a group, or undefined within one. */
function headingOf(source, setting) {
  const text = source.text;
  const comments = ts.getLeadingCommentRanges(text, setting.getFullStart()) ?? [];
  const line = comments.find(({ kind }) => kind === ts.SyntaxKind.SingleLineCommentTrivia);
  return line && text.slice(line.pos + 2, line.end).trim();
}

function rowOf(source, setting) {
  const name = setting.name.getText(source);
  const comment = ts.getTextOfJSDocComment(setting.jsDoc?.at(-1)?.comment);
  if (!comment) throw new Error(`${name} has no sentence of its own in ${SOURCE}`);
  const initializer = setting.initializer;
  const cells = [`\`${name}\``, defaultOf(initializer), takes(source, setting), forReaders(comment)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The sentence without its line breaks and without the section of the contract, which operators do not have. */
function forReaders(comment) {
  return comment.replaceAll(/\s+/g, ' ').replaceAll(/ \([\w-]+\.md [^)]*\)/g, '');
}

/** What the class sets, as one would write it in the environment; what is computed at start is told in the sentence. */
function defaultOf(initializer) {
  if (!initializer) return '';
  const text = ts.isStringLiteral(initializer) ? initializer.text : String(evaluate(initializer));
  return text === '' ? 'empty' : `\`${text}\``;
}

function evaluate(node) {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isNumericLiteral(node)) return Number(node.text.replaceAll('_', ''));
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [evaluate(node.left), evaluate(node.right)];
    if (node.operatorToken.kind === ts.SyntaxKind.AsteriskToken) return left * right;
    if (node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken) return left ** right;
  }
  throw new Error(`a default that this page cannot show: ${node.getText()}`);
}

/** How each check of the class reads to people. */
const KINDS = {
  Flag: () => 'switch',
  Whole: (min, max) => `whole number, ${evaluate(min)} to ${evaluate(max)}`,
  Share: () => 'number, 0 to 1',
  IsUrl: () => 'address',
  IsIn: (values) => values.elements.map(({ text }) => `\`${text}\``).join(', '),
  IsObject: () => 'JSON',
  Matches: () => 'text',
  IsString: () => 'text',
};

function takes(source, setting) {
  for (const { expression } of ts.getDecorators(setting) ?? []) {
    const kind = KINDS[expression.expression.getText(source)];
    if (kind) return kind(...expression.arguments);
  }
  throw new Error(`no kind known for ${setting.name.getText(source)}`);
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) writeFileSync(PAGE, await configurationPage());
