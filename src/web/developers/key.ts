// The page of one API key: its rights, rotation and revocation.
import type { ApiKey } from '../../account/key-view.ts'
import { mustCover } from '../../account/limits.ts'
import { AppError } from '../../core/errors.ts'
import { showId } from '../../core/ids.ts'
import { found } from '../ground/found.ts'
import { sats } from '../ground/amounts.ts'
import { drawTime, facts } from '../ground/facts.ts'
import { html } from '../ground/html.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import { type Visit, callerOf } from '../ground/visit.ts'
import { drawSelect, hidden } from '../ground/form.ts'
import { drawFault } from './fault.ts'
import { budgetText, drawMade } from './keys.ts'
import { mustProve } from './prove.ts'
import type { Developing } from './rooms.ts'
import { devSay } from './words.ts'

const PATH = '/developers/keys'
const OVERLAPS = [0, 3_600, 86_400, 604_800] as const

export function addKey(site: Site, deps: Developing): void {
  site.page(`${PATH}/:id`, { scope: 'account:read' }, async visit =>
    draw(await keyOf(deps, visit), visit)
  )
  site.form(`${PATH}/:id/rotate`, { scope: 'keys:write' }, async visit => rotate(deps, visit))
  site.form(`${PATH}/:id/revoke`, { scope: 'keys:write' }, async visit => {
    const { id } = await keyOf(deps, visit)
    await deps.keys.revoke(id, callerOf(visit).account, 'below')
    return { go: PATH }
  })
}

const keyOf = async ({ keys }: Developing, visit: Visit): Promise<ApiKey> =>
  found(visit, ['key', 'key'], id => keys.find(id, callerOf(visit).account, 'below'))

async function rotate(deps: Developing, visit: Visit): Promise<Shown> {
  const caller = callerOf(visit)
  const key = await keyOf(deps, visit)
  const toProve = await mustProve(deps, visit, `${PATH}/${showId('key', key.id)}`)
  if (toProve !== undefined) return { go: toProve }
  // Whoever reads the new secret can do all that the key can.
  if (key.id !== caller.key) mustCover(caller, key)
  // A repeated form: the secret that was shown stays valid.
  if (visit.form['prefix'] !== key.prefix)
    return draw(key, visit, devSay(visit.language)('rotated'))
  const overlap = OVERLAPS.find(seconds => String(seconds) === visit.form['overlap']) ?? 0
  const rotated = await deps.keys.rotate(key.id, overlap)
  if (rotated === undefined) throw new AppError('not_found', 'There is no such key')
  return drawMade(deps, rotated.apiKey, rotated.secret, visit)
}

function draw(key: ApiKey, visit: Visit, fault?: string): Page {
  const say = devSay(visit.language)
  const path = `${PATH}/${showId('key', key.id)}`
  const { maxPaymentMsat: most, lapps, ipAllow, expiresAt } = key.limits
  return {
    title: key.name,
    narrow: true,
    status: fault === undefined ? 200 : 409,
    body: html`
      <h1>${key.name}</h1>
      ${drawFault(fault)}
      ${facts([
        [say('prefix'), html`<code>${key.prefix}</code>`],
        [say('account'), html`<code>${showId('acc', key.account)}</code>`],
        [say('scopes'), key.scopes.join(', ')],
        [say('budget'), budgetText(key, visit.language)],
        [say('maxSat'), most === undefined ? '–' : sats(most, visit.language)],
        [say('lapps'), lapps?.join(', ') ?? '–'],
        [say('ips'), ipAllow?.join(', ') ?? '–'],
        [say('expires'), expiresAt === undefined ? say('noExpiry') : drawTime(expiresAt)],
        [say('used'), key.lastUsedAt === null ? say('never') : drawTime(key.lastUsedAt)],
        [say('made'), drawTime(key.createdAt)]
      ])}
      <h2>${say('rotate')}</h2>
      <form method="post" action=${visit.link(`${path}/rotate`)}>
        ${hidden({ csrf: visit.csrf(), prefix: key.prefix })}
        ${drawSelect(
          'overlap',
          say('overlap'),
          visit.form['overlap'],
          OVERLAPS.map(seconds => [String(seconds), say(`o${seconds}`)] as const)
        )}
        <button>${say('rotate')}</button>
      </form>
      <h2>${say('revoke')}</h2>
      <p>${say('revokeHint')}</p>
      <form method="post" action=${visit.link(`${path}/revoke`)}>
        ${hidden({ csrf: visit.csrf() })}
        <p><button class="danger">${say('revoke')}</button></p>
      </form>
      <p><a class="button" href=${visit.link(PATH)}>${say('back')}</a></p>
    `
  }
}
