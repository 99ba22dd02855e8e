// The developers' start page: commands with this gateway's address, and links to the rest.
import { html, type Drawn } from '../ground/html.ts'
import type { Page, Site } from '../ground/site.ts'
import type { Visit } from '../ground/visit.ts'
import { drawCommand, drawSections } from './frame.ts'
import type { Developing } from './rooms.ts'
import { devSay } from './words.ts'

export function addDevelopers(site: Site, deps: Developing): void {
  site.page('/developers', { scope: 'account:read' }, visit => draw(deps, visit))
}

function draw({ publicUrl }: Developing, visit: Visit): Page {
  const say = devSay(visit.language)
  return {
    title: say('title'),
    body: html`
      <h1>${say('title')}</h1>
      <p class="lead">${say('lead')}</p>
      ${drawSections(visit)}
      <h2>${say('reference')}</h2>
      <p><a class="button main" href=${visit.link('/docs')}>${say('reference')}</a></p>
      <p>${say('referenceHint')}</p>
      <p>${say('mcp')} <code>${publicUrl}/mcp</code></p>
      <h2>${say('terminal')}</h2>
      <p>${say('needsKey')}</p>
      ${drawCommand('export LAPP_KEY=lgk_…', visit)} ${drawCommands(publicUrl, '$LAPP_KEY', visit)}
    `
  }
}

/** @param key as the shell reads it: a variable, unless the key was created just now */
export const drawCommands = (publicUrl: string, key: string, visit: Visit): readonly Drawn[] =>
  [
    `curl ${publicUrl}/v1/account -H "Authorization: Bearer ${key}"`,
    `curl ${publicUrl}/v1/deposits -H "Authorization: Bearer ${key}" ` +
      `-H "Content-Type: application/json" -H "Idempotency-Key: $(date +%s%N)" ` +
      `-d '{"amount_msat":1000000}'`,
    `curl -N ${publicUrl}/v1/events -H "Authorization: Bearer ${key}"`
  ].map(command => drawCommand(command, visit))
