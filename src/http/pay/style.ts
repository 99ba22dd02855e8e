// The invoice page's style sheet: one column, light and dark scheme, the QR code white in the dark
// as well.

export const STYLE = `
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; --soft: #8883; --dim: light-dark(#5a5a5a, #b0b0b0) }
body { max-width: 26rem; margin: 0 auto; padding: 1.5rem 1.1rem 3rem; background: light-dark(#fff, #16171a); color: light-dark(#1b1b1f, #eceef2) }
h1 { margin: 0 0 .6rem; font-size: 1.25rem }
h1 span { margin-right: .15em }
h1.received { font-size: 1.6rem; color: light-dark(#0b6b31, #6fdc98) }
h1.partial, h1.expired { color: light-dark(#8a4200, #ffb86b) }
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
button, .act a { flex: 1; font: inherit; font-weight: 600; text-align: center; text-decoration: none; padding: .65rem .8rem; border-radius: .6rem; border: 1px solid light-dark(#7a4600, #ffb454); color: light-dark(#7a4600, #ffb454); background: none; cursor: pointer }
button[hidden] { display: none }
button.main { width: 100%; background: light-dark(#7a4600, #ffb454); color: light-dark(#fff, #1b1b1f); margin-top: .6rem }
:focus-visible { outline: 3px solid light-dark(#1a62d6, #8ab4ff); outline-offset: 2px }
dl { display: grid; gap: .2rem .8rem; margin: 0 } dt { color: var(--dim) } dd { margin: 0 0 .4rem; overflow-wrap: anywhere }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); margin: 0 }
@media print { button, .act, .terms { display: none } }
`
