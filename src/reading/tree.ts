import type { Root } from 'mdast'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmTable } from 'micromark-extension-gfm-table'
import remarkFrontmatter from 'remark-frontmatter'
import remarkParse from 'remark-parse'
import { type Processor, unified } from 'unified'

/**
 * What remark is not asked for. Inline constructs, because we read cells and items from their source (emphasis eats
 * stars, `<tenant>` is a tag); indented code, because pages indent tables and lists; HTML blocks, because they swallow
 * the table behind a `<div>`. With them off, a paragraph holds its source line by line.
 */
const off = [
  'attention',
  'autolink',
  'characterEscape',
  'characterReference',
  'codeIndented',
  'codeText',
  'hardBreakEscape',
  'htmlFlow',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
]

function pageSyntax(this: Processor): void {
  const data = this.data()
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), gfmTable(), { disable: { null: off } }]
  data.fromMarkdownExtensions = [...(data.fromMarkdownExtensions ?? []), gfmTableFromMarkdown()]
}

const plain = unified().use(remarkParse).use(pageSyntax).freeze()
/** Only for pages that have front matter: where it is never closed, its extension hides every list and quote of the page. */
const withFrontMatter = unified().use(remarkParse).use(remarkFrontmatter).use(pageSyntax).freeze()

/** Blocks of a page with their lines; the text of a block is its source. */
export function parseBlocks(text: string, hasFrontMatter: boolean): Root {
  return (hasFrontMatter ? withFrontMatter : plain).parse(text)
}
