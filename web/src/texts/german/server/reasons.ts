/** How sources fare and why what they sent was refused, by the English sentence. */
export const reasons: Readonly<Record<string, string>> = {
  "{where}: {why}": "{where}: {why}",
  connected: "verbunden",
  opening: "wird geöffnet",
  "not opened yet": "noch nicht geöffnet",
  "switched off in the configuration": "in der Einstellung ausgeschaltet",
  "removed from the configuration": "aus der Einstellung entfernt",
  "events are taken by POST /api/v1/events": "Ereignisse werden über POST /api/v1/events angenommen",
  "cannot connect to {place}: {why}": "keine Verbindung zu {place}: {why}",
  "{place} did not answer within {ms} ms": "{place} hat innerhalb von {ms} ms nicht geantwortet",
  "it is not connected after {seconds} s; it is tried on":
    "nach {seconds} s ist sie nicht verbunden; es wird weiter versucht",
  "the settings are not valid, correct them: {what}":
    "die Einstellungen sind nicht gültig, berichtigen Sie sie: {what}",
  'there is no driver "{driver}", choose one of: {drivers}':
    "es gibt keinen Treiber „{driver}“, wählen Sie einen von: {drivers}",
  "the secrets in the settings can't be opened: {why}":
    "die Geheimnisse in den Einstellungen lassen sich nicht öffnen: {why}",
  'waits for the driver host on {host} ("tocsin module driver-host"), which has not registered yet':
    "wartet auf den Treiberrechner {host} („tocsin module driver-host“), der sich noch nicht angemeldet hat",
  "{down} of {all} parts are not up: {why}": "{down} von {all} Teilen sind nicht in Ordnung: {why}",
  "the connection broke: {why}": "die Verbindung brach ab: {why}",
  "the device closed the connection": "das Gerät hat die Verbindung geschlossen",
  "{place} takes the connection but answers nothing: {why}":
    "{place} nimmt die Verbindung an, antwortet aber nicht: {why}",
  "{place} answers more slowly than its tags ask: raise the intervals of its tiers":
    "{place} antwortet langsamer, als seine Variablen verlangen: Erhöhen Sie die Abstände der Abfragestufen",
  "{place} keeps pace again": "{place} kommt wieder mit",
  "unit {unit} answers": "Gerät {unit} antwortet",
  "unit {unit} did not answer within {ms} ms": "Gerät {unit} hat innerhalb von {ms} ms nicht geantwortet",
  "no answer came in time": "keine Antwort in der erlaubten Zeit",
  "{raw} after {ms} ms": "{raw} nach {ms} ms",
  "its message is plain, and encryption is required: switch it on in the panel":
    "ihre Nachricht ist unverschlüsselt, und Verschlüsselung ist Pflicht: Schalten Sie sie in der Zentrale ein",
  "its message is encrypted, and it has no key here: give it the panel's key":
    "ihre Nachricht ist verschlüsselt, und hier hat sie keinen Schlüssel: Tragen Sie den der Zentrale ein",
  "its message can't be decrypted: compare the keys of both sides":
    "ihre Nachricht lässt sich nicht entschlüsseln: Vergleichen Sie die Schlüssel beider Seiten",
  "{from} is not among its allowed addresses": "{from} gehört nicht zu ihren erlaubten Adressen",
  "there is no # in front of the account, and acceptMissingHash is off":
    "vor der Teilnehmernummer fehlt das #, und „Ohne # annehmen“ ist aus",
  "its CRC is binary, and binaryCrc is off": "ihre CRC ist binär, und „Binäre CRC“ ist aus",
  "its data has no closing bracket": "ihren Daten fehlt die schließende Klammer",
  "its data names another account, {account}": "ihre Daten nennen einen anderen Teilnehmer: {account}",
  "it sent the token {token}, which is not taken": "sie sandte die Nachrichtenart {token}, die nicht angenommen wird",
  "its data does not repeat the account, and acceptWithoutInnerAccount is off":
    "ihre Daten wiederholen die Teilnehmernummer nicht, und „Ohne inneren Teilnehmer“ ist aus",
  "its {token} data has no event that can be read": "in ihren {token}-Daten steht kein lesbares Ereignis",
  "more pages than it may send": "mehr Rufe, als sie senden darf",
  // What a password must be.
  "At least {number} characters, at most {most}. Four words that don't belong together are good and easy to keep.":
    "Mindestens {number} Zeichen, höchstens {most}. Vier Wörter, die nichts miteinander zu tun haben, sind gut und leicht zu merken.",
  "Any characters, spaces too. Nothing asks for digits or signs.":
    "Beliebige Zeichen, auch Leerzeichen. Ziffern oder Sonderzeichen verlangt nichts.",
  "Not one that is tried first, not an example from a manual, and not your name, the site's or the product's.":
    "Keines, das man zuerst probiert, kein Beispiel aus einem Handbuch, und nicht Ihr Name, der der Anlage oder des Produkts.",
  "None of your last {number} passwords.": "Keines Ihrer letzten {number} Passwörter.",
  "Not your last password.": "Nicht Ihr letztes Passwort.",
  "It has to be changed every {number} days.": "Es muss alle {number} Tage geändert werden.",
  "It doesn't expire. Change it when somebody else may know it.":
    "Es läuft nicht ab. Ändern Sie es, wenn es jemand anderes kennen könnte.",
};
