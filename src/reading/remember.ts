const mostRemembered = 200

/** The same function, remembering its last answers: every item of a list asks the same of the same words. */
export function remembering<T extends string | boolean | null>(judge: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) return known
    const answer = judge(text)
    if (answers.size >= mostRemembered) answers.clear()
    answers.set(text, answer)
    return answer
  }
}
