// Blots a LApp's secrets out of what it says.

/** Too short to be told from an ordinary word. */
const SHORTEST = 4

export function redactor(secrets: Readonly<Record<string, string>>): (text: string) => string {
  const values = Object.values(secrets)
    .flatMap(secret => [secret, encodeURIComponent(secret)])
    .filter(value => value.length >= SHORTEST)
  return text => values.reduce((sofar, value) => sofar.replaceAll(value, '[secret]'), text)
}
