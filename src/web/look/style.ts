import { formStyle } from './form-style.ts'

/** Ink on paper, by name, in the light and in the dark; test/web holds every pair to WCAG's contrast of 4.5 to 1. */
export const colours = {
  light: {
    paper: '#f5f6f8',
    card: '#ffffff',
    ink: '#1c2128',
    soft: '#57606a',
    edge: '#dfe3e8',
    link: '#0b5cad',
    field: '#ffffff',
    'good-ink': '#166b31',
    'good-paper': '#e3f6e8',
    'bad-ink': '#a8201a',
    'bad-paper': '#fdebe9',
    'warn-ink': '#7d5100',
    'warn-paper': '#fdf2d6',
    'calm-ink': '#0b5cad',
    'calm-paper': '#e4effb',
    'quiet-ink': '#515a64',
    'quiet-paper': '#eceff2',
  },
  dark: {
    paper: '#0f1317',
    card: '#181d23',
    ink: '#e8ecf0',
    soft: '#a3adb8',
    edge: '#2d353e',
    link: '#7ab7ff',
    field: '#0f1317',
    'good-ink': '#6ddc86',
    'good-paper': '#12301c',
    'bad-ink': '#ff9a92',
    'bad-paper': '#431b18',
    'warn-ink': '#e8bd55',
    'warn-paper': '#38290b',
    'calm-ink': '#8cc2ff',
    'calm-paper': '#132a45',
    'quiet-ink': '#b1bac4',
    'quiet-paper': '#262d35',
  },
} as const

function variables(of: Readonly<Record<string, string>>): string {
  return Object.entries(of)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')
}

/** Kinds of change and states wear the same five tints; a word or sign always says the same. */
const tints = [
  ['good', '.good,.added'],
  ['bad', '.bad,.removed'],
  ['warn', '.warn,.changed'],
  ['calm', '.moved'],
  ['quiet', '.quiet,.reworded'],
] as const

function tinted([name, classes]: (typeof tints)[number]): string {
  return `:is(${classes}){--tint:var(--${name}-ink);--tint-paper:var(--${name}-paper)}`
}

/** The one style sheet of all pages. */
export const style = `
:root{color-scheme:light dark;${variables(colours.light)}}
@media (prefers-color-scheme:dark){:root{${variables(colours.dark)}}}
${tints.map(tinted).join('\n')}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}
code,textarea,.line{font-family:ui-monospace,'Cascadia Mono',Consolas,Menlo,'Liberation Mono',monospace;font-size:.9em}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 .5rem;letter-spacing:-.01em}
h2{font-size:1.15rem;line-height:1.35;margin:0}
h3{font-size:1.05rem;line-height:1.35;margin:0}
p,ul,ol,dl{margin:0 0 .75rem}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
main:focus{outline:none}
time{white-space:nowrap}
code{overflow-wrap:anywhere}
.wide{width:100%;max-width:62rem;margin:0 auto;padding:0 1.25rem}
.skip{position:absolute;left:-99em;top:0;padding:.5rem 1rem;background:var(--card);z-index:1}
.skip:focus{left:0}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
header{background:var(--card);border-bottom:1px solid var(--edge)}
header .wide{display:flex;flex-wrap:wrap;align-items:center;gap:0 2rem;min-height:3.5rem}
.name{font-weight:650;color:var(--ink);text-decoration:none;letter-spacing:-.01em;padding:.5rem 0}
header ul{display:flex;gap:.25rem;list-style:none;margin:0;padding:0}
header li a{display:block;padding:.95rem .75rem .8rem;color:var(--soft);text-decoration:none;border-bottom:3px solid transparent}
header li a:hover{color:var(--ink)}
header li a[aria-current]{color:var(--ink);border-bottom-color:var(--link)}
main{flex:1;padding-top:2rem!important;padding-bottom:3rem!important}
footer{border-top:1px solid var(--edge);color:var(--soft);font-size:.875rem;padding:1.25rem 0}
footer p{margin:0 0 .25rem}
section{margin-top:2rem}
section>h2{margin-bottom:.6rem}
.above{margin:0 0 .25rem;font-size:.9rem}
.lead{font-size:1.05rem;color:var(--soft);max-width:46rem}
.soft{color:var(--soft);font-size:.925rem}
.verdict{margin:0 0 1rem;padding:.7rem 1rem;border-left:4px solid var(--tint);border-radius:6px;background:var(--tint-paper);color:var(--tint);font-weight:550;overflow-wrap:anywhere}
.cards{list-style:none;margin:0;padding:0;display:grid;gap:.75rem}
.card{background:var(--card);border:1px solid var(--edge);border-radius:8px;padding:1rem 1.15rem}
@media (min-width:60rem){.cards.pair{grid-template-columns:1fr 1fr;grid-auto-flow:dense}.cards.pair .warn{grid-column:1/-1}}
.card[class*=' ']{border-left:4px solid var(--tint)}
.card>:last-child{margin-bottom:0}
.verdict a{color:inherit}
.card p{margin-bottom:.5rem;overflow-wrap:anywhere}
.top{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.25rem 1rem;margin-bottom:.35rem}
.top h2,.top h3{overflow-wrap:anywhere}
.card .top a{color:var(--ink);text-decoration-color:var(--edge)}
.card .top a:hover{text-decoration-color:currentColor}
.cards.pair .card{display:flex;flex-direction:column}
.cards.pair .links{margin-top:auto}
.cards.pair .top{flex-wrap:nowrap}
.badge{flex:none}
.failing{color:var(--warn-ink);font-size:.925rem}
.badge{display:inline-block;padding:.1rem .6rem;border-radius:1rem;background:var(--tint-paper);color:var(--tint);font-size:.825rem;font-weight:600;white-space:nowrap}
.badges{display:inline-flex;flex-wrap:wrap;gap:.3rem}
.links{display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;font-size:.925rem;margin-top:.6rem}
section+.links{margin-top:2rem}
.note{background:var(--warn-paper);border-radius:6px;padding:.7rem .9rem;margin:.6rem 0}
.note ul{padding-left:1.2rem;margin:.25rem 0}
.note p{margin:0}
.chips{display:flex;flex-wrap:wrap;gap:.4rem;margin:.25rem 0 1.25rem}
.chips a{padding:.2rem .75rem;border:1px solid var(--edge);border-radius:1rem;background:var(--card);color:var(--ink);text-decoration:none;font-size:.9rem}
.chips a:hover{border-color:var(--link)}
.chips a[aria-current]{background:var(--calm-paper);color:var(--calm-ink);border-color:var(--calm-ink);font-weight:600}
.pages{display:flex;justify-content:space-between;margin-top:1.25rem}
.pages a:only-child[rel=next]{margin-left:auto}
.preview{list-style:none;padding:0;margin:.35rem 0 .5rem;line-height:1.45;display:grid;gap:0 1.5rem;grid-template-columns:repeat(auto-fill,minmax(min(24rem,100%),1fr))}
.preview li,.what{display:flex;gap:.4rem}
.sign{flex:none;width:.9rem;color:var(--tint);font-weight:700;text-align:center}
.facts{display:grid;gap:.3rem;margin:1rem 0;font-size:.925rem}
.facts div{display:grid;grid-template-columns:9.5rem 1fr;gap:0 1rem}
.facts dt{color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
h4{font-size:1rem;margin:.75rem 0 .25rem}
table{width:100%;border-collapse:collapse;font-size:.925rem;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--edge);overflow-wrap:anywhere}
th{color:var(--soft);font-weight:400;overflow-wrap:normal}
.kind>h4{color:var(--tint)}
.card .facts{margin:.5rem 0}
.count{color:var(--soft);font-weight:400}
.kind>h2{color:var(--tint)}
.kind>p{margin-bottom:.5rem}
.entries{list-style:none;margin:0;padding:0;background:var(--card);border:1px solid var(--edge);border-radius:8px}
.kind .entries{border-left:4px solid var(--tint)}
.entries>li{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,7fr);gap:.15rem 1.25rem;padding:.55rem 1rem}
.entries>li+li{border-top:1px solid var(--edge)}
.address{font-weight:550}
.where{font-size:.875rem;line-height:1.5}
.occurrence{overflow-wrap:anywhere}
.occurrence+.occurrence{margin-top:.3rem;padding-top:.3rem;border-top:1px dotted var(--edge)}
.occurrence span{margin-right:.55rem}
.place,.service,.line{color:var(--soft)}
.terms{font-weight:550}
.line{font-size:.85em;white-space:nowrap}
.service{display:block}
.side{display:grid;grid-template-columns:2.2rem 1fr;gap:.5rem}
.side+.side{margin-top:.35rem}
.label{color:var(--soft);font-weight:600}
.copy{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr))}
label{display:block;font-weight:550;margin-bottom:.3rem}
textarea,input{width:100%;padding:.55rem .7rem;border:1px solid var(--soft);border-radius:6px;background:var(--field);color:var(--ink);font-size:1rem}
textarea{font-size:.875rem;line-height:1.5;resize:vertical;white-space:pre;overflow:auto}
input{font-family:inherit;min-width:0}
input::placeholder{color:var(--soft);opacity:1}
.search{margin:1.25rem 0;max-width:40rem}
.field{display:flex;gap:.5rem}
button{flex:none;padding:.55rem 1.1rem;border:0;border-radius:6px;background:var(--link);color:var(--card);font:inherit;font-weight:600;cursor:pointer}
button:hover{filter:brightness(1.08)}
${formStyle}@media (max-width:40rem){
.wide{padding:0 1rem}
header .wide{gap:0;padding-top:.35rem}
.name{width:100%;padding:.35rem 0 0}
header ul{margin-left:-.5rem;flex-wrap:wrap}
header li a{padding:.55rem .5rem .5rem;white-space:nowrap}
main{padding-top:1.25rem!important}
h1{font-size:1.45rem}
.facts div{grid-template-columns:1fr;margin-bottom:.2rem}
.card .facts div{grid-template-columns:7rem 1fr;margin:0}
.entries>li{grid-template-columns:1fr;padding:.6rem .85rem}
time{white-space:normal}
}
@media print{header nav,footer,.search,.links,.pages,.skip{display:none}body{background:#fff}}
`.trimStart()

/** Two lists, one line of which differs. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b5cad"/><g stroke="#fff" stroke-width="3" stroke-linecap="round"><path d="M8 9.5h16M8 22.5h16"/><path d="M8 16h6" opacity=".55"/><path d="M19 16h5M21.5 13.5v5"/></g></svg>
`
