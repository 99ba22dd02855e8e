// The invoice page's script: that of every page, and a countdown only when little time is left. The
// page is complete without it.
import { PAGE_SCRIPT } from '../ground/assets.ts'

export const SCRIPT = `${PAGE_SCRIPT}
let warned = 0

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
  if (near > warned) announce(left.textContent)
  warned = near
}

count()
setInterval(count, 1000)
`
