// Turns Telegram's colours into the tokens of our pages: keeps the hue chosen there, as dark or
// light as needed to be readable (WCAG 2.2: 4.5 to 1), which Telegram's own colours do not
// guarantee.
const READABLE = 4.5

const toRgb = text => {
  const digits = /^#([0-9a-f]{6})$/i.exec(text ?? '')?.[1]
  return digits && [0, 2, 4].map(at => parseInt(digits.slice(at, at + 2), 16))
}

const luminance = rgb => {
  const [r, g, b] = rgb.map(one => {
    const part = one / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const mix = (from, to, share) => from.map((one, at) => Math.round(one + (to[at] - one) * share))

/** The closest colour to the chosen one that is readable on all of these. */
function readable(colour, backs, isDark) {
  const end = isDark ? [255, 255, 255] : [0, 0, 0]
  for (let share = 0; share < 1; share += 0.05) {
    const tried = mix(colour, end, share)
    if (backs.every(back => contrast(tried, back) >= READABLE)) return tried
  }
  return end
}

/** @returns undefined if Telegram sends no background: then the pages keep our colours */
function tokensOf(theme) {
  const card = toRgb(theme.section_bg_color ?? theme.bg_color)
  if (!card) return undefined
  const paper = toRgb(theme.secondary_bg_color) ?? card
  const isDark = luminance(card) < 0.18
  const ink = readable(toRgb(theme.text_color) ?? card, [card, paper], isDark)
  const soft = mix(card, ink, 0.08)
  const backs = [card, paper, soft]
  const accent = readable(toRgb(theme.link_color ?? theme.button_color) ?? ink, backs, isDark)
  const wanted = toRgb(theme.button_text_color)
  const ends = [wanted, [255, 255, 255], [0, 0, 0]].filter(Boolean)
  const colours = {
    paper,
    card,
    soft,
    accent,
    glow: mix(card, accent, 0.2),
    line: mix(card, ink, 0.18),
    ink: readable(ink, backs, isDark),
    dim: readable(toRgb(theme.subtitle_text_color ?? theme.hint_color) ?? ink, backs, isDark),
    'on-accent': ends.find(one => contrast(one, accent) >= READABLE)
  }
  return { isDark, colours }
}

export function dressIn(theme) {
  const tokens = tokensOf(theme)
  if (!tokens) return
  const { isDark, colours } = tokens
  const root = document.documentElement
  root.dataset.scheme = isDark ? 'dark' : 'light'
  root.style.colorScheme = root.dataset.scheme
  for (const [name, rgb] of Object.entries(colours))
    root.style.setProperty(`--${name}`, `rgb(${rgb.join(' ')})`)
}
