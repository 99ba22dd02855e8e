// Adds all pages of the wallet.
import type { FastifyPluginCallback } from 'fastify'
import { openSite, type Site, type SiteDeps } from '../ground/site.ts'
import { takePictures } from '../ground/take-forms.ts'
import { addDeposits } from './deposit.ts'
import { addHistory } from './history.ts'
import { addHome } from './home.ts'
import { addPay } from './pay.ts'
import { addPayments } from './payment.ts'
import type { Wallet } from './rooms.ts'
import { addSend } from './send.ts'
import { addTransfers } from './transfer.ts'
import { addWithdraw, addWithdrawForm } from './withdraw.ts'

/** All but the one form that accepts a picture. */
export function addWallet(site: Site, wallet: Wallet): void {
  addHome(site, wallet)
  addDeposits(site, wallet)
  addWithdraw(site, wallet)
  addPay(site, wallet)
  addPayments(site, wallet)
  addSend(site, wallet)
  addTransfers(site, wallet)
  addHistory(site, wallet)
}

export const takingPictures =
  (ground: SiteDeps, wallet: Wallet): FastifyPluginCallback =>
  (app, _options, done) => {
    takePictures(app)
    addWithdrawForm(openSite(app, ground), wallet)
    done()
  }
