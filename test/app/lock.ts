import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { takeDataDir } from '../../src/app/data-dir.ts'
import { takeLock } from '../../src/app/lock.ts'

const modeOf = (dir: string): number => statSync(dir).mode & 0o7777

test('DATA_DIR is made for its owner alone, and one that was made before becomes so', t => {
  const dir = t.testdir({ old: {}, shared: {} })
  for (const name of ['new', 'old', 'deep/er']) {
    takeLock(join(dir, name))?.release()
    t.equal(modeOf(join(dir, name)), 0o700, name)
  }
  takeDataDir(join(dir, 'made/so'))
  t.equal(modeOf(join(dir, 'made/so')), 0o700, 'from its first moment')
  t.end()
})

test('a folder that is everybody’s is left as it is', t => {
  const dir = t.testdir({ shared: {} })
  chmodSync(join(dir, 'shared'), 0o1777)
  takeLock(join(dir, 'shared'))?.release()
  t.equal(modeOf(join(dir, 'shared')), 0o1777)
  t.end()
})

test('one gateway at a time has a folder', t => {
  const dir = t.testdir({})
  const lock = takeLock(dir)
  t.equal(takeLock(dir), undefined)
  lock?.release()
  const again = takeLock(dir)
  t.ok(again)
  again?.release()
  t.end()
})
