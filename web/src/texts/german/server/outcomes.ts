/** What became of calls and announcements, by the English sentence. */
export const outcomes: Readonly<Record<string, string>> = {
  "{why}; this was call {number} of {calls}": "{why}; das war Anruf {number} von {calls}",
  "answered and acknowledged by a digit": "angenommen und mit einer Taste quittiert",
  "answered, declined and escalated by a digit":
    "angenommen und mit einer Taste abgelehnt: die Nächsten werden gerufen",
  "answered; the digit came too late: {why}": "angenommen; die Taste kam zu spät: {why}",
  "answered and spoken to the end": "angenommen und bis zum Ende angesagt",
  "answered without a digit: nobody acknowledged": "angenommen, aber keine Taste gedrückt: Niemand hat quittiert",
  "answered, and hung up without a digit: nobody acknowledged":
    "angenommen und ohne Taste aufgelegt: Niemand hat quittiert",
  "{what}; no sound came from there: look whether the firewall lets UDP to mediaPorts through":
    "{what}; von dort kam kein Ton: Sehen Sie nach, ob die Firewall UDP zu mediaPorts durchlässt",
  "answered, and connected with somebody on duty: nobody acknowledged":
    "angenommen und mit jemandem im Dienst verbunden: Niemand hat quittiert",
  "answered, and the PIN was wrong three times": "angenommen, und die PIN war dreimal falsch",
  "busy ({why})": "besetzt ({why})",
  "no answer ({why})": "nicht angenommen ({why})",
  "nobody answered": "niemand nahm ab",
  "the call was declined ({why})": "der Anruf wurde abgewiesen ({why})",
  "this number can't be reached ({why}); correct it": "diese Nummer ist nicht erreichbar ({why}); berichtigen Sie sie",
  "the far side takes no sound that we speak, G.711 ({why})":
    "die Gegenseite nimmt keinen Ton an, den dieser Server spricht, G.711 ({why})",
  "{why}; check user and password, and whether this number may be called":
    "{why}; prüfen Sie Benutzer und Kennwort, und ob diese Nummer angerufen werden darf",
  "no line is free": "keine Leitung ist frei",
  "it was announced at {place}": "angesagt: {place}",
  "it was announced at {place} together with {number} others": "angesagt: {place}, zusammen mit {number} weiteren",
  "it was silenced before it was said": "stummgeschaltet, bevor es angesagt wurde",
  "it must make no sound near its point": "in der Nähe seines Messpunkts darf nichts tönen",
  'the notifier host on {host} ("tocsin module notifier-host") is not connected':
    "der Meldungsrechner {host} („tocsin module notifier-host“) ist nicht verbunden",
};
