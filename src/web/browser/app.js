// The Mini App: signs in by Telegram's `initData`, keeps the token in memory only, and fetches the
// other pages with it into its own place. Uses Telegram's colours; Telegram's main button is the
// page's own, and its back button goes back.
import { dress } from './page.js'
import { dressIn } from './theme.js'

const { retrieveLaunchParams, retrieveRawInitData, on, postEvent } = globalThis.tapps.bridge
const main = document.querySelector('main')
const said = document.querySelector('#said')
const words = JSON.parse(said.dataset.words)
const { base, failed } = JSON.parse(document.querySelector('#app').dataset.app)
const trail = []
let token
let timer
let turn = 0

async function signIn() {
  const body = new URLSearchParams({ init: retrieveRawInitData() ?? '' })
  const answer = await fetch(`${base}/app/sign-in`, { method: 'POST', body })
  if (!answer.ok) throw new Error(failed)
  ;({ token } = await answer.json())
}

/** Shows another page in place of this one; none of its scripts run, and its links stay in here. */
async function show(url, how = {}) {
  clearTimeout(timer)
  const mine = ++turn
  const answer = await fetch(url, {
    ...how,
    headers: { authorization: `Bearer ${token}`, accept: 'text/html' }
  })
  // Another page was requested meanwhile.
  if (mine !== turn) return
  if (/^attachment/.test(answer.headers.get('content-disposition') ?? '')) return save(answer)
  // The invoice page has its own style, which this one must not take over.
  const text = (await answer.text()).replace(/<style>[^]*?<\/style>/g, '')
  const page = new DOMParser().parseFromString(text, 'text/html')
  const next = page.querySelector('main')
  if (mine !== turn) return
  // Nothing was started, as with a gateway that is too busy: the present page stays.
  if (!next || answer.headers.has('retry-after')) throw new Error(`status ${answer.status}`)
  settle(page, answer.url)
  // The header says who is signed in, and what they may see; the invoice page has none.
  const top = page.querySelector('header.top')
  if (top) document.querySelector('header.top').replaceWith(top)
  const heading = main.querySelector('h1')?.textContent
  main.replaceChildren(...next.childNodes)
  main.className = next.className
  document.title = page.title
  document.documentElement.lang = page.documentElement.lang
  dress(main)
  if (answer.url !== trail.at(-1)) trail.push(answer.url)
  postEvent('web_app_setup_back_button', { is_visible: trail.length > 1 })
  offer()
  if (main.querySelector('h1')?.textContent !== heading) {
    said.textContent = main.querySelector('h1')?.textContent ?? ''
    scrollTo(0, 0)
  }
  // An EventSource sends no token, so a page that changes is polled.
  if (next.dataset.events && !main.querySelector('[data-over], h1.received')) goOn(1000)
}

const goOn = waitMs => {
  const look = () => show(trail.at(-1)).catch(() => goOn(5000))
  timer = setTimeout(look, waitMs)
}

/** Says that a page could not be loaded, where it was requested. */
function tellAway() {
  const notice = document.createElement('p')
  notice.className = 'notice bad'
  notice.role = 'alert'
  notice.id = 'away'
  notice.textContent = words.away
  main.querySelector('#away')?.remove()
  main.prepend(notice)
  scrollTo(0, 0)
  offer()
}

/** Resolves relative URLs against the fetched page's own address, which is not this page's. */
function settle(part, url) {
  for (const name of ['href', 'action', 'src'])
    for (const one of part.querySelectorAll(`[${name}]`))
      one.setAttribute(name, new URL(one.getAttribute(name), url).href)
}

/** Downloads like a link with `download`, which could not send the token. */
async function save(answer) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition'))?.[1] ?? ''
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(link.href), 60000)
}

/** The page's main action, also shown in the page: not every Telegram client shows its button. */
const primary = () => main.querySelector('button.main:not(:disabled), a.button.main')

function offer(isUnderWay = false) {
  const text = primary()?.textContent.trim() ?? ''
  postEvent('web_app_setup_main_button', {
    is_visible: isUnderWay || text !== '',
    is_active: !isUnderWay,
    ...(text !== '' && { text }),
    is_progress_visible: isUnderWay
  })
}

document.addEventListener('click', event => {
  const link = event.target.closest('a')
  if (!link || !link.href.startsWith(`${location.origin}${base}/`)) return
  event.preventDefault()
  show(link.href).catch(tellAway)
})

document.addEventListener('submit', event => {
  event.preventDefault()
  const { target: form, submitter } = event
  if (form.dataset.going !== undefined) return
  const data = new FormData(form, submitter)
  const fields = new URLSearchParams(data)
  if (form.method === 'get') return show(`${form.action}?${fields}`).catch(tellAway)
  // A form with a picture is sent unchanged.
  const body = form.enctype === 'multipart/form-data' ? data : fields
  form.dataset.going = ''
  const buttons = [...form.querySelectorAll('button:not(:disabled)')]
  const labels = buttons.map(button => button.textContent)
  for (const button of buttons) button.disabled = true
  offer(true)
  // Still the same screen with the same key, so it is safe to send again.
  show(form.action, { method: 'POST', body }).catch(() => {
    delete form.dataset.going
    delete form.dataset.sent
    for (const [n, button] of buttons.entries()) {
      button.disabled = false
      button.textContent = labels[n]
    }
    tellAway()
  })
})

on('main_button_pressed', () => primary()?.click())

on('back_button_pressed', () => {
  trail.pop()
  const before = trail.pop()
  if (before) show(before).catch(tellAway)
})

on('theme_changed', ({ theme_params: theme }) => dressIn(theme))

try {
  dressIn(retrieveLaunchParams().tgWebAppThemeParams)
  await signIn()
  postEvent('web_app_ready')
  await show(`${base}/`)
} catch {
  main.querySelector('p').textContent = failed
}
