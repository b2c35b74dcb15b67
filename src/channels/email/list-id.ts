/** Of UTF-8 in one encoded word: with what stands around it, base64 of it stays within the 75 characters of RFC 2047, section 2. */
const bytesInWord = 42

/**
 * The value of List-Id (RFC 2919): a description and the id in angle brackets. Written here and not by nodemailer, which makes one
 * encoded word of a description however long it is.
 */
export function listId(title: string, id: string): { prepared: true; foldLines: true; value: string } {
  return { prepared: true, foldLines: true, value: `${phrase(title)} <${id}>` }
}

function phrase(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `"${text.replace(/["\\]/g, '\\$&')}"`
  const words = ['']
  for (const letter of text) {
    const longer = words.at(-1) + letter
    if (Buffer.byteLength(longer) > bytesInWord) words.push(letter)
    else words[words.length - 1] = longer
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ')
}
