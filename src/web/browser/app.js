// The pages inside Telegram: this one signs in by what Telegram handed over, keeps the token in its
// memory alone, and fetches the other pages with it into its own place.
const { retrieveRawInitData, on, postEvent } = globalThis.tapps.bridge
const main = document.querySelector('main')
const said = document.querySelector('#said')
const { base, failed } = JSON.parse(document.querySelector('#app').dataset.app)
const trail = []
let token
let timer

async function signIn() {
  const body = new URLSearchParams({ init: retrieveRawInitData() ?? '' })
  const answer = await fetch(`${base}/app/sign-in`, { method: 'POST', body })
  if (!answer.ok) throw new Error(failed)
  ;({ token } = await answer.json())
}

/** Another page in the place of this one; nothing of it runs, and what it links to stays here. */
async function show(url, how = {}) {
  clearTimeout(timer)
  const answer = await fetch(url, { ...how, headers: { authorization: `Bearer ${token}` } })
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const next = page.querySelector('main')
  if (!next) return
  const heading = main.querySelector('h1')?.textContent
  main.replaceChildren(...next.childNodes)
  main.className = next.className
  document.title = page.title
  if (answer.url !== trail.at(-1)) trail.push(answer.url)
  postEvent('web_app_setup_back_button', { is_visible: trail.length > 1 })
  if (main.querySelector('h1')?.textContent !== heading)
    said.textContent = main.querySelector('h1')?.textContent ?? ''
  // Server-sent events take no token: what goes on is looked at again.
  if (next.dataset.events && !main.querySelector('[data-over]'))
    timer = setTimeout(() => show(trail.at(-1)), 1000)
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
  const fields = new URLSearchParams(new FormData(form, submitter))
  if (form.method === 'get') return show(`${form.action}?${fields}`)
  form.dataset.going = ''
  for (const button of form.querySelectorAll('button')) button.disabled = true
  show(form.action, { method: 'POST', body: fields })
})

on('back_button_pressed', () => {
  trail.pop()
  const before = trail.pop()
  if (before) show(before)
})

try {
  await signIn()
  postEvent('web_app_ready')
  await show(`${base}/`)
} catch {
  main.querySelector('p').textContent = failed
}
