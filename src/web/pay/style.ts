// The invoice page's style sheet: one column, light and dark scheme, the QR code white in the dark
// as well.
import { TOKENS } from '../ground/assets.ts'

export const STYLE = `
${TOKENS}
html { font: var(--text) }
body { max-width: 26rem; margin: 0 auto; padding: 1.5rem 1.1rem 3rem; background: var(--paper); color: var(--ink) }
h1 { margin: 0 0 .6rem; font-size: 1.25rem }
h1 span { margin-right: .15em }
h1.received { font-size: 1.6rem; color: var(--good) }
h1.partial, h1.expired { color: var(--warn) }
h2 { margin: 1.6rem 0 .3rem; font-size: 1rem }
p { margin: .4rem 0 }
.amount { font-size: 2rem; font-weight: 650; letter-spacing: -.01em; margin: 0 }
.soft, small { color: var(--dim) }
.memo { padding: .5rem .8rem; background: var(--soft); border-radius: .5rem; overflow-wrap: anywhere; white-space: pre-line }
details { margin: .8rem 0; border: 1px solid var(--soft); border-radius: .8rem; padding: 0 .9rem }
details[open] { padding-bottom: .7rem }
summary { cursor: pointer; padding: .7rem 0; font-weight: 600 }
.terms { border: 0; padding: 0 } .terms summary { font-weight: 400; color: var(--dim) }
.qr { background: #fff; border-radius: .6rem; line-height: 0; margin: .6rem 0; overflow: hidden }
.qr svg { width: 100%; height: auto }
code { font: .75rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
.act { display: flex; gap: .7rem }
button, .act a { flex: 1; font: inherit; font-weight: 600; text-align: center; text-decoration: none; padding: .65rem .8rem; border-radius: .6rem; border: 1px solid var(--accent); color: var(--accent); background: none; cursor: pointer }
button[hidden] { display: none }
button.main { width: 100%; background: var(--accent); color: var(--on-accent); margin-top: .6rem }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
dl { display: grid; gap: .2rem .8rem; margin: 0 } dt { color: var(--dim) } dd { margin: 0 0 .4rem; overflow-wrap: anywhere }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); margin: 0 }
@media print { button, .act, .terms { display: none } }
`
