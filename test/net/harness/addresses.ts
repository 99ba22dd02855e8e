// The corpus of addresses that are not public, and of their spellings.

/** Every one of these is forbidden; the last and first of each range among them. */
const IPV4 = `
  0.0.0.0 0.0.0.1 0.255.255.255 10.0.0.0 10.0.0.1 10.1.2.3 10.255.255.255 100.64.0.0 100.64.0.1
  100.100.100.200 100.127.255.255 127.0.0.0 127.0.0.1 127.0.0.53 127.0.1.1 127.1.2.3
  127.255.255.254 127.255.255.255 169.254.0.0 169.254.0.1 169.254.169.123 169.254.169.253
  169.254.169.254 169.254.170.2 169.254.255.255 172.16.0.0 172.16.0.1 172.17.0.1 172.20.10.1
  172.31.255.255 192.0.0.0 192.0.0.8 192.0.0.170 192.0.0.192 192.0.2.0 192.0.2.1 192.0.2.255
  192.88.99.1 192.168.0.0 192.168.0.1 192.168.1.1 192.168.49.2 192.168.65.2 192.168.255.255
  198.18.0.0 198.18.0.1 198.19.255.255 198.51.100.1 198.51.100.255 203.0.113.1 203.0.113.255
  224.0.0.0 224.0.0.1 224.0.0.251 232.1.2.3 239.255.255.250 239.255.255.255 240.0.0.0 240.0.0.1
  250.1.2.3 255.255.255.254 255.255.255.255
`
  .trim()
  .split(/\s+/)

const IPV6 = `
  :: ::1 ::2 ::ffff:0:127.0.0.1 100::1 100::ffff 64:ff9b:1::1 64:ff9b:1:ffff::1 2001::1
  2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1 2001:20::1 2001:2::1 2001:db8:: 2001:db8::1
  2001:db8:ffff:ffff:ffff:ffff:ffff:ffff 2002:0a00:1::1 2002:c0a8:101::1 3fff::1 4000::1 5f00::1
  8000::1 fc00:: fc00::1 fd00::1 fd00:ec2::23 fd00:ec2::254 fd12:3456:789a:1::1
  fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff fe80:: fe80::1 fe80::a9fe:a9fe febf::1 fec0::1
  fec0:0:0:ffff::1 feff::1 ff00::1 ff01::1 ff02::1 ff02::2 ff02::fb ff05::1:3 ff0e::1
  ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
`
  .trim()
  .split(/\s+/)

const octets = (address: string): number[] => address.split('.').map(Number)
const hex = (n = 0, digits = 2): string => n.toString(16).padStart(digits, '0')
const whole = (address: string): number => octets(address).reduce((sum, o) => sum * 256 + o, 0)

/** An IPv4 address inside of IPv6: mapped, compatible, NAT64 of both kinds, 6to4, Teredo's. */
function embedded(address: string): string[] {
  const [a, b, c, d] = octets(address)
  const words = `${hex(a)}${hex(b)}:${hex(c)}${hex(d)}`
  return [`::ffff:${words}`, `::${words}`, `64:ff9b::${words}`, `2002:${words}::1`]
}

const WELL_KNOWN = [
  '127.0.0.1',
  '10.0.0.1',
  '192.168.1.1',
  '172.16.0.1',
  '169.254.169.254',
  '100.100.100.200'
]

/** As URLs write them: IPv6 in brackets. */
export const PRIVATE: readonly string[] = [
  ...IPV4,
  ...[...IPV6, ...[...WELL_KNOWN, '100.64.0.1', '198.18.0.1'].flatMap(embedded)].map(
    address => `[${address}]`
  )
]

/** Other ways to write the same, of which a checker of texts knows some. */
function spelled(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = octets(address)
  const number = whole(address)
  return [
    `${number}`,
    `0x${hex(number, 8)}`,
    `0${number.toString(8)}`,
    `0x${hex(a)}.0x${hex(b)}.0x${hex(c)}.0x${hex(d)}`,
    `0X${hex(a).toUpperCase()}.${b}.${c}.${d}`,
    [a, b, c, d].map(o => `0${o.toString(8)}`).join('.'),
    [a, b, c, d].map(o => o.toString(8).padStart(5, '0')).join('.'),
    `${a}.${b * 65_536 + c * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    `0x${hex(a)}.${b}.0${(c * 256 + d).toString(8)}`,
    `${address}.`,
    address.replaceAll('.', '%2e'),
    address.replaceAll('.', '。'),
    address.replaceAll(/\d/g, digit => String.fromCodePoint(0xff10 + Number(digit))),
    `[::ffff:${address}]`,
    `[::${address}]`,
    `[64:ff9b::${address}]`,
    `[0:0:0:0:0:ffff:${address}]`,
    `[0000:0000:0000:0000:0000:FFFF:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}]`
  ]
}

const ALL_SPELLINGS = [
  ...WELL_KNOWN.flatMap(spelled),
  '0',
  '0x0',
  '127.1',
  '127.0.1',
  '0x7f.1',
  '017700000001.',
  '[0:0:0:0:0:0:0:1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  '[::0001]',
  '[0::1]',
  '[0:0::1]'
]

/** Some ways to write one address are also the ways to write another. */
export const SPELLINGS: readonly string[] = [...new Set(ALL_SPELLINGS)].filter(
  host => !PRIVATE.includes(host)
)

/** Names of what is inside; a resolver may well know them. */
export const NAMES: readonly string[] = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'localhost.localdomain',
  'localhost6',
  'ip6-localhost',
  'a.localhost',
  'metadata',
  'metadata.google.internal',
  'metadata.google.internal.',
  'instance-data.ec2.internal',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  'host.docker.internal',
  'gateway.docker.internal',
  'router.local',
  'postgres',
  '127.0.0.1.nip.io',
  '7f000001.nip.io',
  '10.0.0.1.nip.io',
  '169-254-169-254.sslip.io',
  '127.0.0.1.sslip.io',
  'localtest.me',
  'lvh.me',
  'vcap.me',
  'spoofed.burpcollaborator.net',
  'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
  'xn--lcalhost-54a.example',
  '①②⑦.example'
]

/** Of URLs that say one host and mean another; PORT is the canary's. */
export const USERINFO: readonly string[] = [
  'http://public.example@127.0.0.1:PORT/',
  'http://public.example:443@127.0.0.1:PORT/',
  'http://user:password@127.0.0.1:PORT/',
  'http://127.0.0.1:PORT@public.example/',
  'http://public.example%40@127.0.0.1:PORT/',
  'http://127.0.0.1:PORT\\@public.example/',
  'http:\\\\127.0.0.1:PORT\\',
  'http:/127.0.0.1:PORT/',
  'http:127.0.0.1:PORT/',
  '\thttp://127.0.0.1:PORT/',
  'ht\ntp://127.0.0.1:PORT/',
  'file://127.0.0.1/etc/passwd',
  'ftp://127.0.0.1:PORT/',
  'gopher://127.0.0.1:PORT/_x',
  'data:text/plain,x',
  'blob:http://127.0.0.1:PORT/x'
]

export const PUBLIC_LOOKALIKES: readonly string[] = [
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700::1111',
  '2a00:1450:4001::1'
]
