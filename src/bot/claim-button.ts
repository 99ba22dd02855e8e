// The button below money that waits for somebody who never started the bot: it opens the chat in
// which it is claimed.
import type { Button } from './screen.ts'
import { startLink } from './start-link.ts'
import type { Language } from './texts/language.ts'
import { say } from './texts/say.ts'

export const claimButton = (username: string, language: Language): Button => ({
  label: say(language, 'tip.claim.open'),
  url: startLink(username, 'claim')
})
