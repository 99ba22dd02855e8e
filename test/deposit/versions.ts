// Which versions are told of.
import { test } from 'tap'
import { ofBtcpay, ofElectrum } from '../../src/deposit/versions.ts'

test('older versions are told of, later ones and what is none are not', async t => {
  for (const old of ['2.4.6', '2.3.9', '1.99.99', 'v2.4.0', '2.4'])
    t.match(ofBtcpay(old), /2\.4\.7/)
  for (const good of ['2.4.7', '2.4.10', '2.5.0', '3.0.0', 'unknown', '']) {
    t.equal(ofBtcpay(good), undefined, good)
  }
  t.match(ofElectrum('4.3.4'), /4\.8\.1/)
  t.equal(ofElectrum('4.8.1'), undefined)
})
