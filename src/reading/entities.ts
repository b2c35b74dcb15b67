const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ast: '*',
  midast: '*',
  num: '#',
  period: '.',
  comma: ',',
  colon: ':',
  semi: ';',
  sol: '/',
  bsol: '\\',
  lowbar: '_',
  hyphen: '-',
  dash: '-',
  ndash: '–',
  mdash: '—',
  lpar: '(',
  rpar: ')',
  lsqb: '[',
  rsqb: ']',
  lbrack: '[',
  rbrack: ']',
  lcub: '{',
  rcub: '}',
  vert: '|',
  verbar: '|',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  zwnj: '\u200c',
  zwj: '\u200d',
  shy: '\u00ad',
  percnt: '%',
  dollar: '$',
  commat: '@',
  tilde: '~',
}

/** The character reference that starts at `i`, with the offset behind it; null where none does. */
export function entityAt(raw: string, i: number): { readonly char: string; readonly next: number } | null {
  const match = /^&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{2,8}));/.exec(raw.slice(i, i + 12))
  if (!match) return null
  const [whole, decimal, hex, name] = match
  const char = name !== undefined ? named[name] : codePoint(decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16))
  return char === undefined ? null : { char, next: i + whole.length }
}

function codePoint(value: number): string | undefined {
  return value > 0 && value <= 0x10ffff ? String.fromCodePoint(value) : undefined
}
