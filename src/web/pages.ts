// All pages of the gateway: creates what they share, and adds each of them.
import cookie from '@fastify/cookie'
import type { FastifyPluginAsync } from 'fastify'
import type { AppError } from '../core/errors.ts'
import { serveAssets } from './ground/assets.ts'
import { addManifest } from './ground/manifest.ts'
import { placeOf, type Place } from './ground/place.ts'
import { openSite, type Site, type SiteDeps } from './ground/site.ts'
import { LANGUAGES } from './ground/speech.ts'
import { takeForms } from './ground/take-forms.ts'
import { groundSay } from './ground/words.ts'
import { pay, type Pay } from './pay/pay.ts'
import { addComponents } from './components/components.ts'
import { addDevelopers } from './developers/developers.ts'
import { addEvents } from './developers/events.ts'
import { addKey } from './developers/key.ts'
import { addKeys } from './developers/keys.ts'
import type { Developing } from './developers/rooms.ts'
import { addSubAccounts } from './developers/sub-accounts.ts'
import { addWebhook } from './developers/webhook.ts'
import { addWebhooks } from './developers/webhooks.ts'
import { devSay } from './developers/words.ts'
import { addEvidence } from './operator/payment.ts'
import { addFreeze } from './operator/freeze.ts'
import { addOperator } from './operator/operator.ts'
import type { Operating } from './operator/rooms.ts'
import { operatorSay } from './operator/words.ts'
import { addPlayground } from './playground/playground.ts'
import type { Playground } from './playground/port.ts'
import { playSay } from './playground/words.ts'
import { addSessions } from './sign-in/session-list.ts'
import { addSignIn, nextOf, type SigningIn } from './sign-in/sign-in.ts'
import { addTelegram, telegramUrl, type ByTelegram } from './sign-in/telegram.ts'
import { addCatalogue } from './store/catalogue.ts'
import { addGuests } from './store/guest.ts'
import { addLApps } from './store/lapp.ts'
import { addOrders } from './store/order.ts'
import { addPurchases } from './store/purchase.ts'
import type { StoreRooms } from './store/rooms.ts'
import { storeSay } from './store/words.ts'
import { addWallet, takingPictures } from './wallet/add-wallet.ts'
import type { Wallet } from './wallet/rooms.ts'
import { walletSay } from './wallet/words.ts'

export type Web = StoreRooms &
  Omit<ByTelegram, 'place' | 'telegram'> &
  Wallet &
  Operating &
  Developing &
  Omit<Pay, 'now' | 'stop'> & {
    readonly random: (bytes: number) => Buffer
    readonly publicUrl: string
    /** Only in a sandbox with its own bot. */
    readonly playground?: Playground | undefined
    /** Converts anything thrown to a public error. */
    readonly toRefusal: (error: unknown) => AppError
  }

export const pages =
  (deps: Web): FastifyPluginAsync =>
  async app => {
    const stop = new AbortController()
    app.addHook('preClose', done => {
      stop.abort()
      done()
    })
    await app.register(pay({ ...deps, stop: stop.signal }))
    await app.register(cookie)
    takeForms(app)
    const place = placeOf(deps.publicUrl)
    const assets = serveAssets(app, place.base, deps.catalogue)
    const ground: SiteDeps = {
      ...deps,
      place,
      assets,
      stop: stop.signal,
      frame: ({ language, session }) => ({
        entries: [
          { path: '/', name: storeSay(language)('catalogue') },
          { path: '/wallet', name: walletSay(language)('wallet') },
          { path: '/developers', name: devSay(language)('title') },
          ...(session?.caller.scopes.includes('admin') === true
            ? [{ path: '/operator', name: operatorSay(language)('title') }]
            : []),
          ...(deps.playground === undefined
            ? []
            : [{ path: '/playground', name: playSay(language)('title') }])
        ],
        who: session === undefined ? undefined : groundSay(language)('signedIn'),
        isSandbox: deps.sandboxKey !== undefined,
        publicUrl: deps.publicUrl
      })
    }
    const site = openSite(app, ground)
    const store = { ...deps, assets }
    addCatalogue(site, store)
    addLApps(site, store)
    addOrders(site, store)
    addPurchases(site, store)
    addGuests(site, store)
    if (deps.sandboxKey !== undefined) addComponents(site, store)
    if (deps.playground !== undefined) addPlayground(site, deps.playground)
    const byTelegram = { ...deps, place, telegram: telegramOf(deps, place) }
    addSignIn(site, byTelegram)
    addTelegram(site, byTelegram)
    addSessions(site, deps)
    addWallet(site, deps)
    await app.register(takingPictures(ground, deps))
    addDeveloping(site, deps)
    addOperator(site, deps)
    addFreeze(site, deps)
    addEvidence(site, deps)
    addLanguage(site)
    site.leadBack()
    addManifest(app, place.base, assets)
  }

const telegramOf = ({ botToken }: Web, place: Place): SigningIn['telegram'] =>
  botToken === undefined ? undefined : (next, state) => telegramUrl(botToken, next, place, state)

/** A plain link may do this: it moves nothing and reveals nothing. */
function addLanguage(site: Site): void {
  site.page('/language', {}, visit => {
    const wanted = LANGUAGES.find(one => one === visit.query['to'])
    if (wanted !== undefined) visit.setCookie('language', wanted, { maxAge: 31_536_000 })
    return { go: nextOf(visit.query['back']) }
  })
}

function addDeveloping(site: Site, deps: Developing): void {
  addDevelopers(site, deps)
  addKeys(site, deps)
  addKey(site, deps)
  addWebhooks(site, deps)
  addWebhook(site, deps)
  addEvents(site, deps)
  addSubAccounts(site, deps)
}
