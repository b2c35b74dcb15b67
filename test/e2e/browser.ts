import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))

/** Why there is no browser to test with; `null` when there is one. */
export function whyNoBrowser(): string | null {
  return executablePath === undefined ? 'chromium is not installed' : null
}

/** A browser with a fresh profile that talks to nobody but whom a test has it talk to. */
export async function newBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--no-proxy-server'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  })
}

/** Somebody at a browser. */
export type Visitor = {
  readonly page: Page
  /** What the browser complained of: errors of scripts and of the content security policy, requests that failed. */
  readonly complaints: readonly string[]
  /** Keeps the whole page as a picture, when the environment names a folder for them (`PREVIEW`); sees that it is not wider than the screen. */
  readonly look: (name: string) => Promise<void>
  readonly close: () => Promise<void>
}

export async function newVisitor(browser: Browser, name: string, options: BrowserContextOptions): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'en-US', ...options })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText
    // So ends what is still being loaded when somebody goes on to the next page.
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`)
  })
  const folder = process.env.PREVIEW
  return {
    page,
    complaints,
    look: async (step) => {
      const over = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      if (over > 0) complaints.push(`${step} is ${over} pixels too wide`)
      if (folder === undefined) return
      mkdirSync(folder, { recursive: true })
      await page.screenshot({ path: join(folder, `${name}-${step}.png`), fullPage: true })
    },
    close: () => context.close(),
  }
}
