// The thread that unpacks one picture and looks for one QR code in it.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))
const { buffer } = new Uint8Array(await readFile(wasm))
prepareZXingModule({ overrides: { wasmBinary: buffer } })
const found = await readBarcodes(workerData as Uint8Array, {
  formats: ['QRCode'],
  maxNumberOfSymbols: 1
})
parentPort?.postMessage(found[0]?.text ?? '')
