// Asks the lightningd behind a socket for its node id: one getinfo, without a driver.
import { connect } from 'node:net'

/** @throws when nobody answers in time. */
export async function askNodeId(rpcPath: string, patienceMs: number): Promise<string> {
  const socket = connect(rpcPath)
  try {
    socket.setTimeout(patienceMs, () => socket.destroy(new Error('no answer')))
    socket.write('{"jsonrpc":"2.0","id":"whoami","method":"getinfo","params":{}}')
    let answer = ''
    for await (const chunk of socket.setEncoding('utf8')) {
      answer += String(chunk)
      if (answer.endsWith('\n\n')) break
    }
    return (JSON.parse(answer) as { readonly result: { readonly id: string } }).result.id
  } finally {
    socket.destroy()
  }
}
