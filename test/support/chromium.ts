import { chromium, type Browser } from 'playwright-core';
import { installPrograms } from '../../scripts/launcher/install-programs.mjs';
import { findProgram } from '../../scripts/servers/processes.mjs';

const find = () => findProgram('chromium', 'chromium-browser', 'google-chrome');

/** The browser's program, installed where it is missing; undefined, with the reason printed, where it cannot be. */
export async function chromiumProgram(): Promise<string | undefined> {
  try {
    await installPrograms(['chromium']);
  } catch (error) {
    console.info(`no page is opened: ${(error as Error).message}`);
  }
  return find();
}

/** A browser without a window and without a past, which asks nobody but the pages that it opens. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
