import { writeFile } from 'node:fs/promises';
import { documentFile, generateDocument } from './generate.js';

await writeFile(documentFile, await generateDocument());
// Libraries may hold timers of their own.
process.exit();
