// The script of every page, which is complete without it: live updates, copying, times in the
// reader's zone, and forms sent only once.
const said = document.querySelector('#said')
const words = JSON.parse(said.dataset.words)

// The way back would ask to send a refused form again, and end at the browser's own page of error:
// an entry that is replaced is asked for by GET.
if (said.dataset.refused !== undefined) history.replaceState(null, '')

const announce = text => {
  said.textContent = text
}

/** Where the page has words for it, visible to all, not only announced, for as long as it lasts. */
export function away(isAway) {
  if (words.away === undefined || isAway === said.classList.contains('away')) return
  said.className = isAway ? 'notice warn away' : 'unseen'
  announce(isAway ? words.away : '')
}

/** Enhances what was rendered, at first and after each update. */
export function dress(root = document) {
  for (const button of root.querySelectorAll('[data-copy]')) {
    button.hidden = false
    button.onclick = async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy)
      } catch {
        return
      }
      const label = button.textContent
      button.textContent = words.copied
      announce(words.copied)
      setTimeout(() => (button.textContent = label), 2000)
    }
  }
  for (const time of root.querySelectorAll('time')) {
    time.title = time.textContent
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, {
      dateStyle: 'medium',
      timeStyle: 'short'
    })
  }
}

/** A second press does not send a form again. */
document.addEventListener('submit', ({ target, submitter }) => {
  if (target.dataset.sent !== undefined || target.method === 'get') return
  target.dataset.sent = ''
  // The button's own value is sent with the form, so it is disabled only afterwards.
  setTimeout(() => {
    for (const button of target.querySelectorAll('button')) button.disabled = true
    if (submitter?.dataset.busy) submitter.textContent = submitter.dataset.busy
  })
})
/** Restored from the browser's back/forward cache. */
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})

/**
 * Follows events. A browser reopens a stream that broke off, but not one that was refused, as by a
 * proxy while the gateway starts: that is retried here, at growing intervals.
 */
export function hear(path, tell, waitMs = 2000) {
  const events = new EventSource(path)
  events.onopen = () => away(false)
  events.onmessage = ({ data }) => {
    waitMs = 2000
    tell(JSON.parse(data), events)
  }
  events.onerror = () => {
    away(true)
    if (events.readyState !== EventSource.CLOSED) return
    setTimeout(() => hear(path, tell, Math.min(waitMs * 2, 60000)), waitMs)
  }
}

function follow(main) {
  const heading = () => main.querySelector('h1')?.textContent.trim() ?? ''
  const summaries = (which = '') => [...main.querySelectorAll(`details${which} > summary`)]
  let announced = heading()
  hear(main.dataset.events, (drawn, events) => {
    const focused = document.activeElement?.id
    const opened = new Set(summaries('[open]').map(one => one.textContent))
    main.innerHTML = drawn
    dress(main)
    for (const one of summaries())
      if (opened.has(one.textContent)) one.parentElement.setAttribute('open', '')
    if (focused) document.getElementById(focused)?.focus()
    if (heading() !== announced) announce((announced = heading()))
    const goOn = main.querySelector('[data-go]')
    if (goOn) location.replace(goOn.href)
    // Stops following once everything is over.
    if (main.querySelector('[data-over]')) events.close()
  })
}

dress()
const main = document.querySelector('main[data-events]')
if (main && !main.querySelector('[data-over]')) follow(main)
