// What is meant for the gateway and means nothing; and what others set, which is not meant for it.
import { test } from 'tap'
import { ConfigError, readConfig } from '../../src/config.ts'
import { unknownVariable } from '../../src/core/unknown-variable.ts'

/** Name, and what it was meant to be. */
const MISSPELT: readonly (readonly [name: string, nearest: string])[] = [
  ['DATABSE_URL', 'DATABASE_URL'],
  ['DATABASE_URI', 'DATABASE_URL'],
  ['LIGHTING_RPC', 'LIGHTNING_RPC'],
  ['LIGHTNING_RPC_PATH', 'LIGHTNING_RPC'],
  ['LIGHTNING_SOCKET', 'LIGHTNING_RPC'],
  ['lightning_rpc', 'LIGHTNING_RPC'],
  ['GATEWAY_MODUS', 'GATEWAY_MODE'],
  ['NETWROK', 'NETWORK'],
  ['PROT', 'PORT'],
  ['RATE_LIMITS', 'RATE_LIMIT'],
  ['TELEGRAM_TOKEN', 'TELEGRAM_BOT_TOKEN'],
  ['TELEGRAM_BOT_TOKN', 'TELEGRAM_BOT_TOKEN'],
  ['LAPP_NOSUCH_URL', 'LAPP_ECHO_URL'],
  ['LAPP_LNSMS_API_KEY', 'LAPP_LNSMS_URL'],
  ['LAP_LNSMS_URL', 'LAPP_LNSMS_URL'],
  ['LAPP_LNSMS_SURCHAGE', 'LAPP_LNSMS_SURCHARGE']
]

test('a misspelt or lost variable stops the start and names the nearest', async t => {
  for (const [name, nearest] of MISSPELT) {
    try {
      readConfig({ [name]: 'x' })
      t.fail(`${name} was taken`)
    } catch (error) {
      t.ok(error instanceof ConfigError, name)
      t.match(String(error), `${name} means nothing to this gateway: the nearest is ${nearest};`)
    }
  }
})

/** What others set, each as it is seen in a process that they start. */
const OTHERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'shells and terminals': {
    HOME: '/root',
    HOSTNAME: 'box',
    HOSTTYPE: 'x86_64',
    LOGNAME: 'ada',
    USER: 'ada',
    PATH: '/bin',
    PWD: '/',
    OLDPWD: '/',
    SHLVL: '1',
    SHELL: '/bin/sh',
    TERM: 'xterm',
    _: 'x',
    LANG: 'C',
    LC_ALL: 'C',
    LS_COLORS: 'x',
    EDITOR: 'vi',
    DISPLAY: ':0',
    MAIL: '/m',
    XDG_DATA_DIRS: '/usr/share',
    XDG_DATA_HOME: '/x',
    XDG_RUNTIME_DIR: '/run/user/0',
    SSH_CONNECTION: 'x',
    DBUS_SESSION_BUS_ADDRESS: 'x',
    COLORTERM: 'truecolor',
    TMPDIR: '/t',
    POST: 'x',
    SORT: 'x',
    PORTS: '1',
    HOSTS: 'x',
    DATES: 'x',
    DEBUG: '*',
    NO_COLOR: '1',
    PGHOST: 'x',
    PGPORT: '1',
    PGDATABASE: 'x',
    http_proxy: 'http://x',
    NO_PROXY: 'x',
    GATEWAY_INTERFACE: 'CGI/1.1',
    REMOTEHOST: 'x',
    VENDOR: 'x',
    IS_SANDBOX: 'yes',
    CI: 'true'
  },
  npm: {
    npm_config_port: '1',
    npm_lifecycle_event: 'start',
    npm_package_name: 'lapp-gateway',
    npm_config_user_agent: 'npm',
    npm_execpath: '/x',
    npm_node_execpath: '/x',
    INIT_CWD: '/',
    NODE: '/x',
    NODE_ENV: 'production',
    NODE_OPTIONS: '',
    NODE_PATH: '/x',
    EDITOR: 'vi',
    npm_package_json: '/x/package.json',
    npm_config_lapp_mode: 'x',
    COLOR: '1'
  },
  systemd: {
    INVOCATION_ID: 'x',
    JOURNAL_STREAM: '8:1',
    NOTIFY_SOCKET: '/run/x',
    LISTEN_FDS: '1',
    LISTEN_PID: '1',
    LISTEN_FDNAMES: 'x',
    WATCHDOG_USEC: '1',
    WATCHDOG_PID: '1',
    MAINPID: '1',
    STATE_DIRECTORY: '/x',
    RUNTIME_DIRECTORY: '/x',
    CREDENTIALS_DIRECTORY: '/x',
    LOGS_DIRECTORY: '/x',
    CONFIGURATION_DIRECTORY: '/x',
    CACHE_DIRECTORY: '/x',
    SYSTEMD_EXEC_PID: '1',
    MEMORY_PRESSURE_WATCH: '/x',
    MEMORY_PRESSURE_WRITE: 'x',
    EXIT_CODE: 'exited',
    EXIT_STATUS: '0',
    SERVICE_RESULT: 'success'
  },
  Docker: {
    HOSTNAME: '4f2a',
    HOME: '/',
    container: 'docker',
    LAPP_GATEWAY_NAME: '/bot/lapp_gateway',
    LAPP_GATEWAY_PORT: 'tcp://172.17.0.5:3000',
    LAPP_GATEWAY_ENV_NODE_VERSION: '26',
    LAPP_GATEWAY_PORT_3000_TCP: 'tcp://172.17.0.5:3000',
    LAPP_GATEWAY_PORT_3000_TCP_ADDR: '172.17.0.5',
    LAPP_GATEWAY_PORT_3000_TCP_PORT: '3000',
    LAPP_GATEWAY_PORT_3000_TCP_PROTO: 'tcp',
    LAPP_GATEWAY_PORT_3000_TCP_PORT_START: '3000'
  },
  Kubernetes: {
    KUBERNETES_SERVICE_HOST: '10.0.0.1',
    KUBERNETES_PORT: 'tcp://10.0.0.1:443',
    LAPP_GATEWAY_SERVICE_HOST: '10.0.0.7',
    LAPP_GATEWAY_SERVICE_PORT: '80',
    LAPP_GATEWAY_SERVICE_PORT_HTTP: '80',
    LAPP_GATEWAY_PORT: 'tcp://10.0.0.7:80',
    LAPP_GATEWAY_PORT_80_TCP: 'tcp://10.0.0.7:80',
    LAPP_GATEWAY_PORT_80_TCP_PROTO: 'tcp',
    LAPP_LNSMS_PORT: 'tcp://10.0.0.8:80',
    LAPP_LNSMS_PORT_80_TCP_ADDR: 'fd00::8',
    BTCPAY_SERVICE_HOST: '10.0.0.9',
    BTCPAY_PORT: 'tcp://10.0.0.9:443',
    METRICS_PORT: 'tcp://10.0.0.10:9090',
    TELEGRAM_PORT: 'udp://10.0.0.11:1'
  }
}

for (const [who, env] of Object.entries(OTHERS)) {
  test(`it starts with what ${who} set, each and all`, async t => {
    for (const [name, value] of Object.entries(env)) {
      t.equal(readConfig({ ...env, [name]: value }).port, 3000, name)
      // Docker's `X_ENV_…` is told from a setting by the `X_NAME` beside it.
      if (!name.includes('_ENV_'))
        t.equal(readConfig({ [name]: value }).port, 3000, `${name} alone`)
    }
  })
}

test('what looks like a container’s and is none is still read', async t => {
  t.throws(() => readConfig({ LAPP_LNSMS_PORT: '80' }), {
    message: /LAPP_LNSMS_PORT means nothing.* A secret stands in lapp.json/
  })
  t.throws(() => readConfig({ LAPP_LNSMS_NAME: 'x' }), { message: /LAPP_LNSMS_NAME means nothing/ })
  const known = ['METRICS_PORT', 'DATABASE_URL']
  t.match(unknownVariable({ METRIC_PORT: '9090' }, known), { nearest: 'METRICS_PORT' })
  t.equal(unknownVariable({ METRICS_PORT: '9090' }, known), undefined)
  t.equal(unknownVariable({ METRIC_PORT: '' }, known), undefined, 'an empty one is unset')
})
