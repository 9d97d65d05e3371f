import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

/** How the portal is opened. */
export interface PortalOptions {
  readonly chromium: string;
  readonly url: string;
  /** Receives every answer that the page got. */
  readonly trafficFile: string;
  readonly screenshots: string;
}

const WAIT_MS = 30_000;

/** The portal in a headless browser, as persons see it. */
export class Portal {
  readonly #browser: Browser;
  readonly #options: PortalOptions;
  /** Exceptions that pages threw. */
  readonly exceptions: string[] = [];

  private constructor(browser: Browser, options: PortalOptions) {
    this.#browser = browser;
    this.#options = options;
  }

  /** Starts the browser. */
  static async open(options: PortalOptions): Promise<Portal> {
    mkdirSync(options.screenshots, { recursive: true });
    const browser = await chromium.launch({
      executablePath: options.chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
      ],
    });
    return new Portal(browser, options);
  }

  /** A new window, signed in as one of the persons that the sign-in page offers. */
  async signInAs(person: string): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width: 1400, height: 1000 },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', error => this.exceptions.push(error.message));
    page.on('response', async response => {
      const body = await response.text().catch(() => ''); // redirects have none
      appendFileSync(
        this.#options.trafficFile,
        `${response.url()} ${JSON.stringify(response.headers())}\n${body}\n`,
      );
    });
    await page.goto(this.#options.url);
    await page.getByRole('button', { name: `Sign in as ${person}` }).click();
    await page.getByRole('heading', { name: 'Secrets' }).waitFor();
    return page;
  }

  /** Opens a path of the portal. */
  async show(page: Page, path: string): Promise<void> {
    await page.goto(`${this.#options.url}${path}`);
  }

  /** Keeps what the page shows as a file. */
  async keep(page: Page, name: string): Promise<void> {
    await page.screenshot({
      path: join(this.#options.screenshots, `${name}.png`),
      fullPage: true,
    });
  }

  /** Keeps what every window shows now, for whoever looks for the cause of a failure. */
  async keepAll(): Promise<void> {
    const pages = this.#browser.contexts().flatMap(context => context.pages());
    for (const [index, page] of pages.entries()) {
      await this.keep(page, `failed-${index + 1}`);
    }
  }

  /** Ends the browser. */
  async close(): Promise<void> {
    await this.#browser.close();
  }
}
