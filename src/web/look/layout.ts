import { createHash } from 'node:crypto'
import { html } from 'hono/html'
import type { Links } from '../site.ts'
import type { Html } from './parts.ts'
import { style } from './style.ts'

export type Page = {
  readonly title: string
  /** Which entry of the navigation it belongs to. */
  readonly at?: 'status' | 'changes' | 'lookup' | 'subscribe'
  readonly main: Html
  /** Path and title of the feed that belongs to the page, without its ending. */
  readonly feed?: { readonly path: string; readonly title: string }
}

/** The address changes with the text, so that browsers may keep it. */
export const stylePath = `/style-${createHash('sha256').update(style).digest('hex').slice(0, 12)}.css`

const rooms = [
  ['status', '/status', 'Status'],
  ['changes', '/changes', 'Changes'],
  ['lookup', '/lookup', 'Look up'],
] as const
const subscribing = ['subscribe', '/subscribe', 'Subscribe'] as const

/** The one frame of every page: head, navigation, main part, foot. Works without scripts, on a phone and in the dark. */
export async function pageText({ to, signup }: Links, version: string, page: Page): Promise<string> {
  const open = signup ? [...rooms, subscribing] : rooms
  const feed = page.feed ?? { path: '/feed', title: 'All changes' }
  const text = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${page.title} · endpoint-drift</title>
<link rel="stylesheet" href="${to(stylePath)}"><link rel="icon" href="${to('/icon.svg')}" type="image/svg+xml">
<link rel="alternate" type="application/atom+xml" title="${feed.title}" href="${to(`${feed.path}.atom`)}">
<link rel="alternate" type="application/feed+json" title="${feed.title}" href="${to(`${feed.path}.json`)}"></head>
<body><a class="skip" href="#main">Skip to the content</a>
<header><div class="wide"><a class="name" href="${to('/status')}">endpoint-drift</a>
<nav aria-label="Main"><ul>${open.map(([id, path, name]) => html`<li><a href="${to(path)}"${id === page.at && html` aria-current="page"`}>${name}</a></li>`)}</ul></nav></div></header>
<main id="main" class="wide" tabindex="-1">${page.main}</main>
<footer><div class="wide"><p>endpoint-drift ${version} watches lists of required network endpoints and tells what was added and removed.</p>
<p>Feeds: <a href="${to(`${feed.path}.atom`)}">Atom</a>, <a href="${to(`${feed.path}.json`)}">JSON</a> · <a href="${to('/status.json')}">Status as JSON</a></p></div></footer></body></html>
`
  return String(await text)
}
