// The invoice page's script: live updates, copying, times in the reader's zone, and a countdown
// only when little time is left. The page is complete without it.

export const SCRIPT = `
const main = document.querySelector('main')
const said = document.querySelector('#said')
const words = JSON.parse(main.dataset.words)
let announced = ''
let warned = 0

function dress() {
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false
    button.onclick = async () => {
      try { await navigator.clipboard.writeText(button.dataset.copy) } catch { return }
      const label = button.textContent
      button.textContent = words.copied
      said.textContent = words.copied
      setTimeout(() => { button.textContent = label }, 2000)
    }
  }
  for (const time of document.querySelectorAll('time')) {
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' })
  }
  for (const form of document.querySelectorAll('form')) {
    form.onsubmit = () => { form.querySelector('button').disabled = true }
  }
}

// A clock is silent: it is said when it appears, and when a minute is left.
function count() {
  const left = document.querySelector('#left')
  if (!left) return
  const { dateTime, dataset } = left.parentElement.querySelector('time')
  const end = Date.parse(dateTime)
  const ms = end - Date.now()
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const near = ms >= (end - Date.parse(dataset.from)) / 4 ? 0 : seconds >= 60 ? 1 : 2
  left.textContent = near === 0 ? '' :
    words.left.replace('{time}', Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0'))
  if (near > warned) said.textContent = left.textContent
  warned = near
}

// A browser opens a stream again that has broken off, but not one that was refused.
function hear(waitMs) {
  const events = new EventSource(main.dataset.events)
  events.onmessage = ({ data }) => {
    waitMs = 2000
    put(JSON.parse(data))
  }
  events.onerror = () => {
    if (events.readyState !== EventSource.CLOSED) return
    setTimeout(hear, waitMs, Math.min(waitMs * 2, 60000))
  }
}

function put(drawn) {
  const opened = [...document.querySelectorAll('details')].findIndex(one => one.open)
  main.innerHTML = drawn
  dress()
  if (opened > 0) document.querySelectorAll('details')[opened]?.setAttribute('open', '')
  const heading = main.querySelector('h1').textContent.trim()
  if (heading !== announced) said.textContent = announced = heading
}
announced = main.querySelector('h1').textContent.trim()
dress()
hear(2000)
count()
setInterval(count, 1000)
`
