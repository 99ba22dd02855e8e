// Giveaways, tip jars and requests, in German.
export const deRounds = {
  'round.group':
    'Geschenke und Trinkgeldgläser sind für Gruppen: Füg mich zu einer hinzu und schreib es dort.',
  'round.how.giveaway':
    '📖 /giveaway 100 5 schenkt den ersten 5 Leuten je 100 sat, /giveaway 100 nur dem ersten.',
  'round.how.faucet': '📖 /faucet 1000 10 verschenkt 1.000 sat, 10 sat pro Person.',
  'round.how.tipjar':
    '📖 /tipjar 1000 100 sammelt 1.000 sat für dich, 100 sat pro Person; /tipjar 100 hat kein Ziel.',
  'round.many': 'Höchstens {max} Leute können mitmachen. Gib jedem mehr, oder gib weniger Leuten.',
  'round.ask': '🎁 Den ersten {count} Leuten je {amount} schenken, zusammen {total}{memo}?',
  'round.ask.one': '🎁 Dem schnellsten Finger {amount} schenken{memo}?',
  'round.yes': '✅ {total} schenken',
  'round.gift': '🎁 {name} schenkt den ersten {all} Leuten je {amount}{memo}',
  'round.gift.one': '🎁 {name} schenkt dem schnellsten Finger {amount}{memo}',
  'round.gift.join': '🎁 {amount} nehmen',
  'round.gift.joined': '{count} von {all} vergeben: {names}',
  'round.gift.gone': '🎁 Alles vergeben: je {amount} von {name}{memo}',
  'round.gift.over': '⌛ Das Geschenk von {name} ist vorbei; der Rest ging zurück.',
  'round.jar': '🫙 Trinkgeldglas von {name}: je {amount}{memo}',
  'round.jar.join': '🫙 {amount} geben',
  'round.jar.joined': 'Bisher {sum} von {names}',
  'round.jar.given': '{sum} insgesamt, von {names}',
  'round.jar.over': '🫙 Das Trinkgeldglas von {name} ist geschlossen.',
  'round.end': '⏹ Beenden',
  'round.told.taken': '💛 {amount} gehören dir. Öffne unseren Chat, um sie zu nutzen.',
  'round.told.had': 'Du hast deinen Teil schon.',
  'round.told.gave': 'Du hast schon gegeben. Danke!',
  'round.told.given': '💛 Du hast {amount} gegeben. Danke!',
  'round.told.own': 'Das ist für die anderen: Sie geben, du bekommst.',
  'round.told.over': 'Das ist vorbei.',
  'round.told.ended': 'Beendet.',
  'round.back': '↩️ {amount} aus deinem Geschenk hat niemand genommen, du hast sie zurück.',
  'request.title': '🧾 Um {amount} bitten',
  'request.hint': 'Wer zuerst drückt, gibt es dir',
  'request.text': '🧾 {name} bittet um {amount}{memo}',
  'request.pay': '💛 {amount} geben',
  'request.done': '✅ {name} hat {to} {amount} gegeben.'
} as const
