// The pages inside Telegram: this one signs in by what Telegram handed over, keeps the token in its
// memory alone, and fetches the other pages with it into its own place. It wears Telegram's
// colours; Telegram's main button is the page's own, and its back button leads back.
import { dress } from './page.js'
import { dressIn } from './theme.js'

const { retrieveLaunchParams, retrieveRawInitData, on, postEvent } = globalThis.tapps.bridge
const main = document.querySelector('main')
const said = document.querySelector('#said')
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

/** Another page in the place of this one; nothing of it runs, and what it links to stays here. */
async function show(url, how = {}) {
  clearTimeout(timer)
  const mine = ++turn
  const answer = await fetch(url, { ...how, headers: { authorization: `Bearer ${token}` } })
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const next = page.querySelector('main')
  // Meanwhile another was asked for.
  if (!next || mine !== turn) return
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
  // Server-sent events take no token: what goes on is looked at again.
  if (next.dataset.events && !main.querySelector('[data-over]'))
    timer = setTimeout(() => show(trail.at(-1)), 1000)
}

/** What the page is for, which stands in it as well: not every Telegram shows its button. */
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
  show(link.href)
})

document.addEventListener('submit', event => {
  event.preventDefault()
  const { target: form, submitter } = event
  if (form.dataset.going !== undefined) return
  const data = new FormData(form, submitter)
  const fields = new URLSearchParams(data)
  if (form.method === 'get') return show(`${form.action}?${fields}`)
  // With a picture it goes as it is.
  const body = form.enctype === 'multipart/form-data' ? data : fields
  form.dataset.going = ''
  for (const button of form.querySelectorAll('button')) button.disabled = true
  offer(true)
  show(form.action, { method: 'POST', body }).catch(() => offer())
})

on('main_button_pressed', () => primary()?.click())

on('back_button_pressed', () => {
  trail.pop()
  const before = trail.pop()
  if (before) show(before)
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
