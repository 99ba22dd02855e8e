// The playground in a browser: what happens there is seen as it happens, and forms are sent without
// leaving the page.
import { away, dress, hear } from './page.js'

const said = document.querySelector('#said')
const log = document.querySelector('#log')

/** What of a page is another now; who is at a button of it stays there. */
function put(markup) {
  const fresh = new DOMParser().parseFromString(markup, 'text/html')
  const focused = document.activeElement?.id
  const newest = lastSaid()
  for (const part of fresh.querySelectorAll('[data-part]')) {
    const old = document.getElementById(part.id)
    if (!old || old.dataset.drawn === part.innerHTML) continue
    old.dataset.drawn = part.innerHTML
    old.innerHTML = part.innerHTML
    dress(old)
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true })
  if (lastSaid() === newest) return
  said.textContent = lastSaid()
  log.scrollTop = log.scrollHeight
}

const lastSaid = () => log.querySelector('ol > :last-child')?.textContent.trim() ?? ''

log.scrollTop = log.scrollHeight

hear(document.querySelector('[data-live]').dataset.live, put)

/** One after the other; the same press twice, before it is answered, is one. */
let line = Promise.resolve()
const waiting = new Set()

async function send(form, body) {
  try {
    const answer = await fetch(form.action, { method: 'POST', body })
    const text = await answer.text()
    away(false)
    put(text)
    if (!answer.ok) giveBack(form, body)
  } catch {
    away(true)
    giveBack(form, body)
  }
}

/** What was not taken stands there again, unless something else was typed meanwhile. */
function giveBack(form, body) {
  for (const field of form.querySelectorAll('input:not([type=hidden])'))
    if (field.value === field.defaultValue) field.value = body.get(field.name) ?? ''
}

/** Before page.js, which would switch the buttons off until the next page. */
document.addEventListener(
  'submit',
  event => {
    const { target: form, submitter } = event
    if (form.dataset.here === undefined) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const body = new URLSearchParams(new FormData(form, submitter))
    const wish = form.action + body
    if (waiting.has(wish)) return
    waiting.add(wish)
    // What is typed from now on is the next one's.
    if (form.dataset.here === 'clear') form.reset()
    line = line.then(() => send(form, body)).finally(() => waiting.delete(wish))
  },
  true
)
