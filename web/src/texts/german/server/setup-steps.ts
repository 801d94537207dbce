/** By what the steps of setting up are judged, by the English sentence. */
export const setupSteps: Readonly<Record<string, string>> = {
  "the site has a name and a time zone": "die Anlage hat einen Namen und eine Zeitzone",
  "the site has no name of its own yet": "die Anlage hat noch keinen eigenen Namen",
  "{id} works": "{id} funktioniert",
  "there is no channel": "es gibt keinen Kanal",
  "{id} has a contact method": "{id} hat einen Kontaktweg",
  "nobody has a contact method": "niemand hat einen Kontaktweg",
  "{id} has a verified number or address": "{id} hat eine bestätigte Nummer oder Adresse",
  "no number or address is verified yet, and alarms go to verified ones only":
    "noch ist keine Nummer oder Adresse bestätigt, und Alarme gehen nur an bestätigte",
  "policies that say who is told when: {number}": "Alarmierungspläne, die sagen, wer wann verständigt wird: {number}",
  "there is no policy": "es gibt keinen Alarmierungsplan",
  "routes that lead to a policy: {number}": "Zuordnungen, die zu einem Alarmierungsplan führen: {number}",
  "no route leads to a policy": "keine Zuordnung führt zu einem Alarmierungsplan",
  "{id} is connected": "{id} ist verbunden",
  "there is no source": "es gibt keine Quelle",
  "every point says what to do ({number})": "jeder Meldepunkt sagt, was zu tun ist ({number})",
  "there is no point": "es gibt keinen Meldepunkt",
  "points that don't say what to do: {number} of {all}":
    "Meldepunkte, die nicht sagen, was zu tun ist: {number} von {all}",
  "a test alarm was acknowledged": "ein Probealarm wurde quittiert",
  "no test alarm was acknowledged yet": "noch kein Probealarm wurde quittiert",
};
