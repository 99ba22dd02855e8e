// The worker thread that decodes one picture and looks for one QR code in it.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

// A worker's resource limits do not count WebAssembly memory, so its growth is bounded here: a
// decoder that gets no more gives up. A picture of 12 megapixels needs less than a quarter of it.
const MEMORY_MAX = 256 * 1024 * 1024
const PAGE = 65_536
type Memory = { readonly buffer: ArrayBuffer; grow: (pages: number) => number }
const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: Memory } } })
  .WebAssembly
const { grow } = Memory.prototype
Memory.prototype.grow = function (this: Memory, pages) {
  if (this.buffer.byteLength + pages * PAGE > MEMORY_MAX) throw new RangeError('too much')
  return Reflect.apply(grow, this, [pages])
}

const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))
const { buffer } = new Uint8Array(await readFile(wasm))
await prepareZXingModule({ overrides: { wasmBinary: buffer }, fireImmediately: true })
// From here on, time is counted against the picture.
parentPort?.postMessage(null)
const found = await readBarcodes(workerData as Uint8Array, {
  formats: ['QRCode'],
  maxNumberOfSymbols: 1
})
parentPort?.postMessage(found[0]?.text ?? '')
