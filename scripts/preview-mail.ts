import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { type Browser, chromium } from 'playwright-core'
import PostalMime from 'postal-mime'
import { compose } from '../src/channels/email/compose.ts'
import { renderMail } from '../src/channels/email/render.ts'
import { emailSchema } from '../src/channels/email/schema.ts'
import type { Message } from '../src/core/model.ts'
import { messages } from './preview-mail/messages.ts'

/**
 * Writes mails of every kind as a receiver gets them, as HTML, as text and, where there is a Chromium (CHROMIUM or
 * /usr/bin/chromium), as pictures: light and dark, wide and on a phone. `npm run preview:mail -- FOLDER`, by default ./preview.
 */
const folder = process.argv[2] ?? 'preview'
const site = 'https://drift.example.org'
const config = emailSchema.parse({ from: 'Endpoint drift <drift@example.org>', host: 'localhost' })
const token = '_k3v9.0.0.5d41402abc4b2a76b9719d911017c592'

/** Through the composer, the bytes of the wire and a parser: what is seen is what arrives. */
async function arrived(name: string, message: Message) {
  const content = renderMail(message, site, config.maxBytes)
  const own = { manage: `${site}/manage/${token}`, leave: `${site}/leave/${token}` }
  const links = { ...own, ...(content.confirms && { confirm: `${site}/confirm/${token}` }) }
  const envelope = {
    id: name,
    to: 'net@example.net',
    createdAt: Date.UTC(2026, 10, 17),
    ...(message.kind !== 'alert' && { links }),
  }
  const transport = createTransport({ streamTransport: true, buffer: true })
  const sent = await transport.sendMail(compose(config, envelope, content))
  return PostalMime.parse(new Uint8Array(Buffer.from(String(sent.message))))
}

async function browser(): Promise<Browser | null> {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  if (!existsSync(executablePath)) return null
  const args =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'
  return chromium.launch({ executablePath, args: args.split(' ') })
}

const widths = { wide: 820, phone: 390 } as const
/** Taller ones are of no use to anybody. */
const tallest = 2_600

async function picture(open: Browser, name: string, html: string, scheme: 'light' | 'dark', size: keyof typeof widths) {
  const width = widths[size]
  const context = await open.newContext({
    colorScheme: scheme,
    javaScriptEnabled: false,
    offline: true,
    viewport: { width, height: 800 },
  })
  const page = await context.newPage()
  await page.setContent(html)
  const { height = 800 } = (await page.locator('body').boundingBox()) ?? {}
  const clip = { x: 0, y: 0, width, height: Math.min(Math.ceil(height), tallest) }
  await page.screenshot({ path: join(folder, `${name}-${scheme}-${size}.png`), fullPage: true, clip })
  await context.close()
}

mkdirSync(folder, { recursive: true })
const open = await browser()
for (const [name, message] of Object.entries(messages)) {
  const { subject = '', html = '', text = '', attachments } = await arrived(name, message)
  writeFileSync(join(folder, `${name}.html`), html)
  writeFileSync(join(folder, `${name}.txt`), text)
  for (const scheme of ['light', 'dark'] as const)
    for (const size of ['wide', 'phone'] as const) if (open) await picture(open, name, html, scheme, size)
  const files = attachments.map(({ filename }) => filename).join(', ') || 'none'
  process.stdout.write(`${name}: ${subject}\n  ${Buffer.byteLength(html)} bytes of HTML; attached: ${files}\n`)
}
await open?.close()
process.stdout.write(open ? `pictures are in ${folder}\n` : `no chromium here: only HTML and text are in ${folder}\n`)
