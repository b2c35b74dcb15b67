/** Mail programs make links of bare hosts, and nobody means to visit these: a break opportunity after each dot stops that and copies as nothing. */
export function unlinked(address: string): string {
  return escaped(address).replaceAll('.', '.<wbr>').replaceAll('/', '/<wbr>')
}

export function link(href: string, text: string): string {
  return `<a class="link" href="${escaped(href)}" style="color:#0b5cad">${escaped(text)}</a>`
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
