import type { Routes } from '../describe.js';
import { allowed } from './allowed.js';
import { billing } from './billing.js';
import { gitHooks } from './git-hooks.js';
import { keys } from './keys.js';
import { kubernetes } from './kubernetes.js';
import { operation } from './operation.js';
import { overSsh } from './over-ssh.js';

/** All routes, in the order of the document. */
export const routes: Routes = { ...allowed, ...gitHooks, ...keys, ...overSsh, ...kubernetes, ...billing, ...operation };
