// The storefront's script: searches as you type, hides fields that a choice makes needless, quotes
// the price as you type, and keeps what was typed while you sign in.
const search = document.querySelector('#q')
const cards = [...document.querySelectorAll('[data-text]')]

if (search) {
  const count = document.querySelector('#count')
  const find = () => {
    const words = search.value.toLowerCase().split(/\s+/)
    for (const card of cards) card.hidden = !words.every(word => card.dataset.text.includes(word))
    const found = cards.filter(card => !card.hidden).length
    document.querySelector('#none').hidden = found > 0
    count.textContent = count.dataset.count.replace('{count}', found)
    count.role = 'status'
  }
  search.addEventListener('input', find)
  find()
}

const form = document.querySelector('form[data-price], form[novalidate]')

/** Hides fields that depend on another answer. */
function hide() {
  for (const field of form.querySelectorAll('[data-only-if]')) {
    const wanted = Object.entries(JSON.parse(field.dataset.onlyIf))
    field.hidden = !wanted.every(([name, value]) => form.elements[`in.${name}`]?.value === value)
  }
}

let asked = 0
let timer
async function ask() {
  const turn = ++asked
  const place = form.querySelector('#price')
  const body = new URLSearchParams(new FormData(form))
  try {
    const answer = await fetch(form.dataset.price, { method: 'POST', body })
    const text = answer.ok ? await answer.text() : ''
    // Ignored if a later request was sent meanwhile.
    if (turn === asked) place.innerHTML = text
  } catch {
    place.textContent = ''
  }
}

const DRAFT = `draft ${location.pathname}`

/** All but secrets, which nothing keeps. */
const answers = () =>
  [...form.elements].filter(({ name, type }) => name.startsWith('in.') && type !== 'password')

/** In this tab alone, until the form is there again. */
function keep() {
  const all = new FormData(form)
  const typed = answers().map(({ name }) => [name, all.get(name)])
  sessionStorage.setItem(DRAFT, JSON.stringify(Object.fromEntries(typed)))
}

function bringBack() {
  const typed = JSON.parse(sessionStorage.getItem(DRAFT) ?? 'null')
  sessionStorage.removeItem(DRAFT)
  if (typed === null) return
  for (const field of answers()) {
    const value = typed[field.name]
    if (['radio', 'checkbox'].includes(field.type)) field.checked = field.value === value
    else field.value = value ?? ''
  }
}

if (form) {
  bringBack()
  form.querySelector('a[href*="/sign-in"]')?.addEventListener('click', keep)
  hide()
  form.addEventListener('input', () => {
    hide()
    clearTimeout(timer)
    if (form.dataset.price) timer = setTimeout(ask, 400)
  })
  if (form.dataset.price) ask()
}
