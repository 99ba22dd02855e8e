// Example commands to paste into a terminal: printed at the start of the sandbox and shown on its
// page.

const PHONE = '+19876543210'

/** They can be pasted again with another text: each purchase has its own Idempotency-Key. */
export const commands = (url: string, apiKey: string): readonly string[] => [
  `curl ${url}/v1/account -H 'Authorization: Bearer ${apiKey}'`,
  [
    `curl ${url}/v1/lapps/lnsms/purchases -H 'Authorization: Bearer ${apiKey}'`,
    `-H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s%N)"`,
    `-d '{"input":{"number":"${PHONE}","text":"hello"}}'`
  ].join(' '),
  `curl ${url}/sandbox/phone/${encodeURIComponent(PHONE)}`
]
