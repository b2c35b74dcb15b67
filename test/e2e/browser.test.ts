import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Email } from 'postal-mime'
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest'
import { newBrowser, newVisitor, type Visitor, whyNoBrowser } from './browser.ts'
import { type Front, newFront, running } from './running.ts'
import { newWorld, page as pageOf, type World } from './world.ts'

const why = whyNoBrowser()
if (why !== null) console.warn(`The pages are seen in no real browser: ${why}.`)

let browser: Browser
beforeAll(async () => {
  if (why === null) browser = await newBrowser()
})
afterAll(() => browser?.close())

const lists = [
  ['desktop', 'Cloud desktop'],
  ['phone', 'Phones & tablets'],
] as const

type Ending = Pick<TestContext, 'onTestFinished'>

/** The program at work, with two lists and an open sign-up, until the test ends. */
async function newSite({ onTestFinished }: Ending): Promise<{ readonly world: World; readonly front: Front }> {
  const [world, front] = await Promise.all([newWorld(), newFront()])
  const closing = [front.close, world.close]
  onTestFinished(async () => {
    for (const close of closing) await close()
  })
  for (const [id] of lists) world.pages.set(`/${id}.md`, pageOf([`a.${id}.net`, `b.${id}.net`]))
  world.configure({
    sources: lists.map(([id, title]) => ({
      ...{ id, kind: 'learn-page', title, page: `https://learn.example.com/${id}`, url: `${world.base}/${id}.md` },
    })),
    web: { listen: '127.0.0.1:0', publicUrl: front.origin },
    signup: { mode: 'open', email: 'mail' },
  })
  await world.cli(['check'])
  const program = await running(world, front)
  closing.unshift(async () => void (await program.stop()))
  return { world, front }
}

async function visitor(
  { onTestFinished }: Ending,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const one = await newVisitor(browser, name, options)
  onTestFinished(one.close)
  return one
}

/** The first mail to an address, as soon as it is there. */
function mailTo(world: World, address: string): Promise<Email> {
  return new Promise((resolve) => {
    const look = () => {
      const mail = world.mails.find(({ to }) => to?.some((one) => one.address === address))
      if (mail === undefined) return
      world.onMail = null
      resolve(mail)
    }
    world.onMail = look
    look()
  })
}

const linkIn = (mail: Email, purpose: string) =>
  mail.text?.match(new RegExp(`http://\\S+/${purpose}/[\\w.]+`))?.[0] ?? ''
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const statesIn = async (world: World) => {
  const { stdout } = await world.cli(['subscriptions', 'list', '--json'])
  return stdout.split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line).state]))
}

// Side by side: each has a site of its own, and much of the time goes into waiting for mails.
describe.skipIf(why !== null).concurrent('in a real browser', { timeout: 120_000 }, () => {
  test.for([
    ['desk', { viewport: { width: 1280, height: 900 } }],
    ['phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark', javaScriptEnabled: false, isMobile: true }],
  ] as const)(
    'somebody at a %s subscribes, confirms, changes what they get, pauses, resumes and leaves',
    async ([name, options], ending) => {
      const { world, front } = await newSite(ending)
      const { page, look, complaints } = await visitor(ending, name, options)

      await page.goto(`${front.origin}/status`)
      await page.getByRole('link', { name: 'Subscribe' }).click()
      await heading(page, 'Subscribe')
      await page.getByLabel('E-mail address').fill('ann@example.org')
      await page.getByLabel('Cloud desktop').check()
      await look('1-subscribe')
      await press(page, 'Subscribe')
      await heading(page, 'Look into your mailbox')
      await look('2-asked')

      const mail = await mailTo(world, 'ann@example.org')
      await page.goto(linkIn(mail, 'confirm'))
      await heading(page, 'Confirm your subscription')
      await look('3-confirm')
      expect(await statesIn(world)).toEqual(['pending'])
      await press(page, 'Yes, I want them')
      await heading(page, 'You are subscribed')
      await look('4-subscribed')
      expect(await statesIn(world)).toEqual(['active'])

      await page.getByRole('link', { name: /change it/ }).click()
      await heading(page, 'Your subscription')
      expect(await page.getByLabel('Cloud desktop').isChecked()).toBe(true)
      await page.getByLabel('Phones & tablets').check()
      await page.getByLabel('Cloud desktop').uncheck()
      await page.getByRole('radio', { name: /^Weekly/ }).check()
      await page.getByLabel('Day of weekly ones').selectOption('Friday')
      await page.getByLabel('Time of daily and weekly messages').fill('17:30')
      await page.getByLabel('Time zone').selectOption('Europe/Berlin')
      await press(page, 'Save')
      await page.getByText('Saved.').waitFor()
      await look('5-saved')

      await page.goto(linkIn(mail, 'manage') || page.url().replace(/\?.*/, ''))
      expect(await page.getByLabel('Phones & tablets').isChecked()).toBe(true)
      expect(await page.getByLabel('Cloud desktop').isChecked()).toBe(false)
      expect(await page.getByRole('radio', { name: /^Weekly/ }).isChecked()).toBe(true)
      expect(await page.getByLabel('Day of weekly ones').inputValue()).toBe('friday')
      expect(await page.getByLabel('Time of daily and weekly messages').inputValue()).toBe('17:30')
      expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Berlin')
      const own = page.url()

      await press(page, 'Pause')
      await page.getByText(/^Paused:/).waitFor()
      await look('6-paused')
      expect(await statesIn(world)).toEqual(['paused'])
      await press(page, 'Resume')
      await page.getByText(/^Resumed:/).waitFor()
      expect(await statesIn(world)).toEqual(['active'])

      await page.getByRole('link', { name: 'Leave' }).click()
      await heading(page, 'Leave')
      await look('7-leave')
      expect(await statesIn(world)).toEqual(['active'])
      await press(page, 'Leave')
      await heading(page, 'You have left')
      await look('8-left')
      expect(await statesIn(world)).toEqual([])
      expect(complaints).toEqual([])

      await page.goto(own)
      await heading(page, 'There is no subscription any more')
      expect(world.mails).toHaveLength(1)
    },
  )

  test('what somebody typed wrong is said where it stands, and nothing of the rest is lost', async (ending) => {
    const { world, front } = await newSite(ending)
    const { page, look } = await visitor(ending, 'faults')
    await page.goto(`${front.origin}/subscribe`)
    await page.getByLabel('E-mail address').fill('ann at example.org')
    await page.getByLabel('Phones & tablets').check()
    await page.getByLabel('Send nothing from').fill('22:00')
    await page.keyboard.press('Enter')
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.getByRole('link').allTextContents()).toEqual(['Address', 'Quiet until'])
    await look('1-said')
    const follow = (name: string) => alert.getByRole('link', { name }).click()
    await follow('Quiet until')
    await page.keyboard.type('0700AM')
    await follow('Address')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('ann@example.org')
    expect(await page.getByLabel('until', { exact: true }).inputValue()).toBe('07:00')
    expect(await page.getByLabel('Phones & tablets').isChecked()).toBe(true)
    await page.keyboard.press('Enter')
    await heading(page, 'Look into your mailbox')
    expect(linkIn(await mailTo(world, 'ann@example.org'), 'confirm')).not.toBe('')
  })

  test('a form on another site subscribes nobody', async (ending) => {
    const { world, front } = await newSite(ending)
    world.pages.set('/trap', (_, response) => {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<form method="post" action="${front.origin}/subscribe"><input name="address" value="ann@example.org">
<input name="kinds" value="added"><input name="when" value="at-once"><button>Win</button></form>`)
    })
    const { page } = await visitor(ending, 'trap')
    await page.goto(`${world.base}/trap`)
    await press(page, 'Win')
    await heading(page, 'This was not taken')
    expect(await statesIn(world)).toEqual([])
    expect(world.mails).toEqual([])
  })
})
