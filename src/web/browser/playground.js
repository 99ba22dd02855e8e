// The playground's script: shows events as they happen, and sends forms without leaving the page.
import { away, dress, hear } from './page.js'

const said = document.querySelector('#said')
const log = document.querySelector('#log')

/** Replaces the parts of the page that changed, by none that is older; keeps the focus. */
function put(markup) {
  const fresh = new DOMParser().parseFromString(markup, 'text/html')
  const focused = document.activeElement?.id
  const newest = lastSaid()
  for (const part of fresh.querySelectorAll('[data-part]')) {
    const old = document.getElementById(part.id)
    // A response may come later than an event that shows something newer.
    if (!old || Number(part.dataset.at) < Number(old.dataset.at)) continue
    if (part.dataset.at) old.dataset.at = part.dataset.at
    if (old.dataset.drawn === part.innerHTML) continue
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

/** One at a time; the same press twice before the response counts as one. */
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

/** Restores a message that was not accepted, unless something else was typed meanwhile. */
function giveBack(form, body) {
  for (const field of form.querySelectorAll('input:not([type=hidden])'))
    if (field.value === field.defaultValue) field.value = body.get(field.name) ?? ''
}

/** Runs before page.js, which would disable the buttons until the next page. */
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
    // Typing from now on belongs to the next message.
    if (form.dataset.here === 'clear') form.reset()
    line = line.then(() => send(form, body)).finally(() => waiting.delete(wish))
  },
  true
)
