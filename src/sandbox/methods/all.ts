// Registers every RPC method that the node knows; any other is an unknown command.
import type { Methods } from '../rpc/server.ts'
import * as askrene from './askrene.ts'
import { listconfigs, setconfig } from './configs.ts'
import { decode } from './decode.ts'
import { listinvoices, waitanyinvoice, waitinvoice } from './find-invoices.ts'
import { getinfo } from './getinfo.ts'
import { getroutes } from './getroutes.ts'
import { delinvoice, invoice } from './invoice.ts'
import { listpays, listsendpays } from './list-payments.ts'
import { listpeerchannels } from './listpeerchannels.ts'
import { wait } from './wait.ts'
import { xpay } from './xpay.ts'

export const METHODS: Methods = new Map(
  Object.entries({
    'askrene-create-layer': askrene.createLayer,
    'askrene-disable-node': askrene.disableNode,
    'askrene-listlayers': askrene.listLayers,
    'askrene-remove-layer': askrene.removeLayer,
    'askrene-update-channel': askrene.updateChannel,
    decode,
    delinvoice,
    getinfo,
    getroutes,
    invoice,
    listconfigs,
    listinvoices,
    listpays,
    listpeerchannels,
    listsendpays,
    setconfig,
    wait,
    waitanyinvoice,
    waitinvoice,
    xpay
  })
)
