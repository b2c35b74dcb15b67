import type { ChangeKind } from '../../core/model.ts'
import type { MailPage } from './page.ts'

type Tint = { readonly ink: string; readonly paper: string; readonly darkInk: string; readonly darkPaper: string }

/** Told apart by sign and word as well: colour alone says nothing to one man in twelve. */
export const tints: Readonly<Record<ChangeKind, Tint>> = {
  added: { ink: '#1a7f37', paper: '#dcf5e3', darkInk: '#56d364', darkPaper: '#12351d' },
  removed: { ink: '#b42318', paper: '#fde7e5', darkInk: '#ff8f87', darkPaper: '#471a17' },
  changed: { ink: '#8a5a00', paper: '#fdf0d0', darkInk: '#e3b341', darkPaper: '#3d2e0a' },
  moved: { ink: '#0b5cad', paper: '#e0edfb', darkInk: '#79b8ff', darkPaper: '#122d4b' },
  reworded: { ink: '#57606a', paper: '#eceff2', darkInk: '#b1bac4', darkPaper: '#2a3038' },
}

export const tones: Readonly<Record<MailPage['tone'], string>> = {
  changes: '#0b5cad',
  trouble: '#b42318',
  well: '#1a7f37',
  test: '#57606a',
}

export const signs: Readonly<Record<ChangeKind, string>> = {
  added: '+',
  removed: '&minus;',
  changed: '~',
  moved: '&rsaquo;',
  reworded: '&ldquo;',
}

export function sans(size: number): string {
  return `font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:${size}px`
}

export const mono =
  "font-family:ui-monospace,'Cascadia Mono',Consolas,Menlo,'Liberation Mono',monospace;font-size:14px;line-height:20px"

const darkTints = Object.entries(tints).map(
  ([kind, { darkInk, darkPaper }]) =>
    `.t-${kind}{color:${darkInk}!important}.e-${kind}{border-left-color:${darkInk}!important}.b-${kind}{color:${darkInk}!important;background:${darkPaper}!important}`,
)

/** Narrow phones: less room beside, so that an address has it. */
const phone =
  '@media only screen and (max-width:480px){.out{padding:0!important}.in{padding-left:16px!important;padding-right:16px!important}}'

const dark = [
  '.bg,.box{background:#0f1317!important}',
  '.card{background:#1a2027!important;border-right-color:#333b45!important;border-bottom-color:#333b45!important;border-left-color:#333b45!important}',
  '.ink{color:#e8ecf0!important}.soft{color:#a3adb8!important}.link{color:#79b8ff!important}',
  '.row{border-bottom-color:#2a323b!important}.rule{border-top-color:#48525e!important}',
  '.set{border-top-color:#333b45!important;border-right-color:#333b45!important;border-bottom-color:#333b45!important}',
  ...darkTints,
].join('')

export const sheetStyle = `:root{color-scheme:light dark}.ink{color:#1c2128}${phone}@media (prefers-color-scheme:dark){${dark}}`
