import type { Nodes, Root } from 'mdast'

/**
 * Turns blocks made from HTML into what the Markdown reader expects: each paragraph, heading and cell holds one text, the
 * Markdown source it would come from, with a line end wherever the HTML has gone on to another line.
 */
export function withSources(root: Root): Root {
  visit(root)
  return root
}

function visit(node: Nodes): void {
  if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell') {
    node.children = [{ type: 'text', value: sourceOf(node) }]
    return
  }
  // The text of a fence begins on the line below it, that of <pre> on its own.
  if (node.type === 'code' && node.position) node.position.start.line -= 1
  if ('children' in node) for (const child of node.children) visit(child)
}

type Writer = { raw: string; line: number }

function sourceOf(node: Nodes): string {
  const writer: Writer = { raw: '', line: node.position?.start.line ?? 1 }
  if ('children' in node) for (const child of node.children) write(child, writer)
  return writer.raw
}

const farthest = 5000

function write(node: Nodes, writer: Writer): void {
  const line = node.position?.start.line ?? writer.line
  if (line > writer.line) add(writer, '\n'.repeat(Math.min(line - writer.line, farthest)))
  if (node.type === 'text') add(writer, node.value.replace(/[\\`*_[\]<>&~|]/g, '\\$&'))
  else if (node.type === 'inlineCode')
    add(writer, `\`\`${node.value.replaceAll('`', ' ').replace(/[<&]/g, '\\$&')}\`\``)
  else if (node.type === 'break') add(writer, '<br>')
  else if (node.type === 'link') writeLink(node, writer)
  else if (node.type === 'code') add(writer, `<br>${node.value.replace(/[\\`*_[\]<>&~|]/g, '\\$&')}<br>`)
  else if ('children' in node && node.type !== 'delete') writeBlock(node, writer)
}

function writeLink(node: Extract<Nodes, { type: 'link' }>, writer: Writer): void {
  add(writer, '[')
  for (const child of node.children) write(child, writer)
  add(writer, `](${node.url.replace(/[()\s]/g, '')})`)
}

/** A paragraph or an item inside a cell is a part of its own; emphasis is not. */
function writeBlock(node: Extract<Nodes, { children: unknown[] }>, writer: Writer): void {
  const apart = /^(?:paragraph|listItem|list|blockquote|heading|table|tableRow|tableCell)$/.test(node.type)
  if (apart) add(writer, '<br>')
  for (const child of node.children) write(child, writer)
  if (apart) add(writer, '<br>')
}

function add(writer: Writer, text: string): void {
  writer.raw += text
  writer.line += text.split('\n').length - 1
}
