import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromiumProgram, launchChromium } from '../support/chromium.js';
import { operations } from '../support/openapi/documented.js';
import { openOperatorWorld, type OperatorWorld } from '../support/operator-world.js';

const program = await chromiumProgram();
const MINUTE = 60_000;

(program === undefined ? describe.skip : describe)('pages of the operator’s port in a browser', () => {
  let world: OperatorWorld;
  let browser: Browser;
  let context: BrowserContext | undefined;

  beforeAll(async () => {
    world = await openOperatorWorld();
    browser = await launchChromium(program!);
  }, MINUTE);
  afterEach(() => context?.close());
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  /** A page, and all that went wrong on it: complaints in the console, exceptions, requests to anybody else. */
  async function open(password?: string): Promise<{ page: Page; faults: string[] }> {
    context = await browser.newContext(
      password === undefined ? {} : { httpCredentials: { username: 'operator', password } },
    );
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(url)) faults.push(`asks ${url}`);
    });
    return { page, faults };
  }

  /** For whoever wants to look: `SCREENSHOTS` names a folder. */
  const screenshot = (page: Page, name: string) =>
    process.env.SCREENSHOTS === undefined
      ? undefined
      : page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png`, fullPage: true });

  it('lists every route, and shows parameters and examples of one', async () => {
    const { page, faults } = await open();
    await page.goto(`${world.ofApi}/-/openapi`);
    await page
      .locator('.opblock')
      .nth(operations.length - 1)
      .waitFor();
    const shown = await page.locator('.opblock').evaluateAll((blocks) =>
      blocks.map((block) => {
        const [method, path] = ['.opblock-summary-method', '.opblock-summary-path'].map(
          (part) => block.querySelector(part)?.textContent ?? '',
        );
        return `${method} ${path?.replace(/\u200b/g, '')}`;
      }),
    );
    expect(shown.sort()).toEqual(operations.map(({ name }) => name).sort());

    await page.getByText('/api/v4/internal/discover').click();
    await page.getByText('Dede Eichmann').first().waitFor();
    await page.getByText('Id of an SSH or deploy key.').first().waitFor();
    await screenshot(page, 'openapi');
    expect(faults).toEqual([]);
  });

  it('shows nobody the queues without a password', async () => {
    const { page } = await open();
    const answer = await page.goto(`${world.ofWorker}/-/queues`).catch((error: Error) => error.message);
    // A browser without a window asks nobody for a password: it stops there.
    const status = typeof answer === 'string' ? answer : String(answer?.status());
    expect(status).toMatch(/401|ERR_INVALID_AUTH_CREDENTIALS/);
    // Chromium may still be putting its own page of the error in the place of ours.
    await page.waitForLoadState('load').catch(() => undefined);
    await expect(page.getByText('post_receive').count()).resolves.toBe(0);
  });

  it('shows administrators the queues and their jobs', async () => {
    const { page, faults } = await open(world.administratorToken);
    await page.goto(`${world.ofWorker}/-/queues`);
    await page.getByText('post_receive').first().waitFor();
    await page.getByText('billing_seats').first().waitFor();
    await screenshot(page, 'queues');
    await page.getByText('billing_seats').first().click();
    await page.getByText('Delayed').first().waitFor();
    await screenshot(page, 'queue');
    expect(faults).toEqual([]);
  });
});
