import { readFileSync } from 'node:fs'

export type Environment = Readonly<Record<string, string | undefined>>

export type Interpolated = {
  readonly text: string
  /** Each variable that was filled in, with its value: what must not be printed. */
  readonly used: readonly { readonly name: string; readonly value: string }[]
  readonly missing: readonly Missing[]
}

export type Missing = { readonly why: string; readonly next: string }

/** `$${` stands for `${` itself; `${NAME}`; `${NAME:-otherwise}`. */
const variable = /\$\$\{|\$\{([^{}]*)\}/g

/**
 * Fills in `${NAME}` from the environment, or from the file that `NAME_FILE` names (as Docker mounts secrets; one line end at its end is
 * left out). `${NAME:-text}` gives the text where the variable is not set or empty.
 */
export function interpolate(text: string, env: Environment): Interpolated {
  const used: { name: string; value: string }[] = []
  const missing: Missing[] = []
  const filled = text.replace(variable, (whole: string, inside: string | undefined) => {
    if (inside === undefined) return whole.slice(1)
    const [, name, otherwise] = /^([A-Za-z_]\w*)(?::-(.*))?$/s.exec(inside.trim()) ?? []
    if (name === undefined) {
      missing.push({ why: `"${whole}" is no variable`, next: `write \${NAME}, or $\${ for these signs themselves` })
      return ''
    }
    const value = lookUp(name, env)
    if (typeof value === 'object') missing.push(value)
    else if (value !== undefined && (value !== '' || otherwise === undefined)) used.push({ name, value })
    else if (otherwise === undefined) missing.push(notSet(name))
    return typeof value === 'string' && (value !== '' || otherwise === undefined) ? value : (otherwise ?? '')
  })
  return { text: filled, used, missing }
}

function lookUp(name: string, env: Environment): string | Missing | undefined {
  const file = env[`${name}_FILE`]
  if (env[name] || !file) return env[name]
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    return {
      why: `the file that ${name}_FILE names, ${file}, cannot be read (${code})`,
      next: `mount or make the file, let this user read it, or set ${name}`,
    }
  }
}

function notSet(name: string): Missing {
  return {
    why: `the variable ${name} is not set`,
    next: `set ${name}, or ${name}_FILE to a file that holds it, or give a default: \${${name}:-...}`,
  }
}
