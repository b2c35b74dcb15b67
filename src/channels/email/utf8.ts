import SMTPConnection from 'nodemailer/lib/smtp-connection'

type Options = ConstructorParameters<typeof SMTPConnection>[0]

/**
 * Asks a server whether it takes addresses whose local part is not ASCII (RFC 6531). The pool does not tell, and sends such an
 * address also where it is not understood. Only a "yes" is remembered: a server can learn it. Rejects as sending would.
 */
export function utf8Question(options: Options): (signal: AbortSignal) => Promise<boolean> {
  let known = false
  return async (signal) => {
    known ||= await ask(options, signal)
    return known
  }
}

function ask(options: Options, signal: AbortSignal): Promise<boolean> {
  const connection = new SMTPConnection(options)
  return new Promise<boolean>((resolve, reject) => {
    const abort = () => reject(Object.assign(new Error('aborted'), { code: 'EABORT' }))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    connection.once('error', reject)
    connection.once('end', () => reject(new Error('Connection closed unexpectedly')))
    connection.connect((error) => {
      if (error) reject(error)
      // Nothing was said since EHLO.
      else resolve(/^250[ -]SMTPUTF8\b/im.test(String(connection.lastServerResponse)))
    })
  }).finally(() => {
    // What a server answers to the goodbye concerns nobody.
    connection.on('error', () => {})
    connection.close()
  })
}
