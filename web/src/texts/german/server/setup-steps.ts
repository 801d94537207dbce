/** By what the steps of setting up are judged, by the English sentence. */
export const setupSteps: Readonly<Record<string, string>> = {
  "the site has a name and a time zone": "die Anlage hat einen Namen und eine Zeitzone",
  "the site still has the name of a new one": "die Anlage hat noch den Namen einer neuen",
  "{id} works": "{id} funktioniert",
  "there is no channel": "es gibt keinen Kanal",
  "{id} has a contact method": "{id} hat einen Kontaktweg",
  "nobody has a contact method": "niemand hat einen Kontaktweg",
  "{id} has confirmed an address": "{id} hat eine Adresse bestätigt",
  "no address was confirmed by its owner, and none that isn't is used":
    "keine Adresse wurde von ihrem Besitzer bestätigt, und unbestätigte werden nicht benutzt",
  "{number} policies say who is told when": "{number} Alarmierungspläne sagen, wer wann verständigt wird",
  "there is no policy": "es gibt keinen Alarmierungsplan",
  "{number} routes lead to a policy": "{number} Zuordnungen führen zu einem Alarmierungsplan",
  "no route leads to a policy": "keine Zuordnung führt zu einem Alarmierungsplan",
  "{id} is heard": "{id} wird gehört",
  "there is no source": "es gibt keine Quelle",
  "all {number} points say what to do": "alle {number} Meldepunkte sagen, was zu tun ist",
  "there is no point": "es gibt keinen Meldepunkt",
  "{number} of {all} points don't say what to do": "{number} von {all} Meldepunkten sagen nicht, was zu tun ist",
  "a test alarm was acknowledged": "ein Probealarm wurde quittiert",
  "no test alarm was acknowledged yet": "noch kein Probealarm wurde quittiert",
};
