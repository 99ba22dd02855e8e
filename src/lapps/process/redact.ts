// Redacts a LApp's secrets from its output.

/** Shorter secrets cannot be told from ordinary words. */
const SHORTEST = 4

export function redactor(secrets: Readonly<Record<string, string>>): (text: string) => string {
  const values = Object.values(secrets)
    .flatMap(secret => [secret, encodeURIComponent(secret)])
    .filter(value => value.length >= SHORTEST)
  return text => values.reduce((sofar, value) => sofar.replaceAll(value, '[secret]'), text)
}
