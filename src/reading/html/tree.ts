import type { ElementContent, Root } from 'hast'
import type { Root as Markdown } from 'mdast'
import rehypeParse from 'rehype-parse'
import rehypeRemark from 'rehype-remark'
import { unified } from 'unified'

const parser = unified().use(rehypeParse).freeze()
const converter = unified().use(rehypeRemark).freeze()

/** A page of HTML as browsers understand it. */
export function parseHtml(text: string): Root {
  return parser.parse(text)
}

/** Blocks of HTML as blocks of Markdown. */
export function toMarkdown(children: readonly ElementContent[]): Markdown {
  return converter.runSync({ type: 'root', children: [...children] })
}
