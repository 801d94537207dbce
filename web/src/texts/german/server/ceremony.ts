/** What is said when a machine joins the site, at the window and at the machine that joins, by the English sentence. */
export const ceremony: Readonly<Record<string, string>> = {
  // The window.
  "A window is open for 1 to {most} minutes, not {minutes}.":
    "Ein Fenster ist 1 bis {most} Minuten offen, nicht {minutes}.",
  "A window is open already. Use it, or close it first.":
    "Es ist schon ein Fenster offen. Benutzen Sie es, oder schließen Sie es zuerst.",
  "The window can't be opened on port {port}: {why}.": "Das Fenster lässt sich auf Port {port} nicht öffnen: {why}.",
  "another program listens there. Stop it, or set trust.port in tocsin.yaml":
    "Dort horcht ein anderes Programm. Beenden Sie es, oder setzen Sie trust.port in tocsin.yaml",
  "{why}. See trust.host and trust.port in tocsin.yaml":
    "{why}. Sehen Sie trust.host und trust.port in tocsin.yaml nach",
  "its {minutes} minutes are over": "seine {minutes} Minuten sind um",
  "somebody closed it": "jemand hat es geschlossen",
  "the code did not fit {times} times": "der Code passte {times}-mal nicht",
  "its {number} attempts are used up": "seine {number} Versuche sind verbraucht",
  "a machine has joined": "eine Maschine wurde aufgenommen",
  "a machine was given its certificate": "eine Maschine hat ihr Zertifikat bekommen",
  "No machine waits for these words any more.": "Auf diese Wörter wartet keine Maschine mehr.",
  "{what} joined the site from {address}: {why}; transcript {transcript}.":
    "{what} wurde von {address} aus in die Anlage aufgenommen: {why}; Mitschrift {transcript}.",
  'A {role} "{name}" on the machine {node}': "{role} „{name}“ auf der Maschine {node}",
  'a {role} "{name}" on the machine {node}': "{role} „{name}“ auf der Maschine {node}",
  "two people compared the code": "zwei Personen haben den Code verglichen",
  "with a token, nobody compared a code": "mit einem Zugangscode, niemand hat einen Code verglichen",
  "The certificate for {what} was given out to {address}, which did not say that it stored it. If it did not join, deny its certificate; it can join again.":
    "Das Zertifikat für {what} wurde an {address} ausgegeben, von wo nicht kam, dass es gespeichert wurde. Wurde die Maschine nicht aufgenommen, so weisen Sie ihr Zertifikat ab; sie kann neu aufgenommen werden.",
  // Comparing the code.
  "These are not the words of this connection: mistyped, or somebody stands between the two machines. Nothing was trusted; begin again on the other machine.":
    "Das sind nicht die Wörter dieser Verbindung: vertippt, oder jemand steht zwischen den beiden Maschinen. Es wurde nichts vertraut; fangen Sie an der anderen Maschine neu an.",
  "These are not the digits of this connection. Mistyped, or somebody stands between the two machines. Nothing was trusted; begin again on this machine.":
    "Das sind nicht die Ziffern dieser Verbindung. Vertippt, oder jemand steht zwischen den beiden Maschinen. Es wurde nichts vertraut; fangen Sie an dieser Maschine neu an.",
  "Six digits are needed, such as 481 920.": "Es braucht sechs Ziffern, etwa 481 920.",
  "Three words are needed, with spaces between them.": "Es braucht drei Wörter, mit Leerzeichen dazwischen.",
  '"{word}" is none of the words that a screen can show. Ask for it again.':
    "„{word}“ ist keines der Wörter, die ein Bildschirm zeigen kann. Lassen Sie es sich noch einmal vorlesen.",
  "The other side typed words that are not those of this connection.":
    "Die andere Seite hat Wörter getippt, die nicht die dieser Verbindung sind.",
  "The other side confirmed another connection than this one.":
    "Die andere Seite hat eine andere Verbindung als diese bestätigt.",
  "No digits are waited for any more.": "Auf Ziffern wird nicht mehr gewartet.",
  // Why it came to nothing.
  "Somebody on the other side sent this machine away.": "Jemand auf der anderen Seite hat diese Maschine weggeschickt.",
  "The window on the other side has closed.": "Das Fenster auf der anderen Seite hat sich geschlossen.",
  "No window is open here for a code, only for tokens.":
    "Hier ist kein Fenster für einen Code offen, nur für Zugangscodes.",
  "Another machine is being compared here at this moment. Try again.":
    "Hier wird gerade mit einer anderen Maschine verglichen. Versuchen Sie es noch einmal.",
  "The other side did not say who it is.": "Die andere Seite hat nicht gesagt, wer sie ist.",
  "The other side speaks protocol {theirs} (Tocsin {version}), this side {ours} (Tocsin {own}). Bring both to the same version.":
    "Die andere Seite spricht Protokoll {theirs} (Tocsin {version}), diese {ours} (Tocsin {own}). Bringen Sie beide auf dieselbe Version.",
  "The other side speaks protocol {theirs}, this machine {ours}: bring both to the same version.":
    "Die andere Seite spricht Protokoll {theirs}, dieser Rechner {ours}: Bringen Sie beide auf dieselbe Version.",
  'This window is for a machine with the {part} "{only}", and "{wanted}" was asked for.':
    "Dieses Fenster ist für eine Maschine mit {part} „{only}“, und verlangt wurde „{wanted}“.",
  'This token is for a machine with the {part} "{only}", and "{wanted}" was asked for.':
    "Dieser Zugangscode ist für eine Maschine mit {part} „{only}“, und verlangt wurde „{wanted}“.",
  "{number} seconds": "{number} Sekunden",
  "{number} minutes": "{number} Minuten",
  "all {number} attempts of this window are used up": "alle {number} Versuche dieses Fensters sind verbraucht",
  "an address has one attempt a second": "eine Adresse hat einen Versuch je Sekunde",
  "attempt {number} of {most}": "Versuch {number} von {most}",
  "The clock of the other side is {age} ahead; more than {most} seconds is too much for certificates. Set both clocks (chrony, w32time) and try again.":
    "Die Uhr der anderen Seite geht {age} vor; mehr als {most} Sekunden sind für Zertifikate zu viel. Stellen Sie beide Uhren (chrony, w32time), und versuchen Sie es noch einmal.",
  "The clock of the other side is {age} behind; more than {most} seconds is too much for certificates. Set both clocks (chrony, w32time) and try again.":
    "Die Uhr der anderen Seite geht {age} nach; mehr als {most} Sekunden sind für Zertifikate zu viel. Stellen Sie beide Uhren (chrony, w32time), und versuchen Sie es noch einmal.",
  "The clock of the machine that wants to join is {age} ahead; more than {most} seconds is too much for certificates. Set both clocks (chrony, w32time) and try again.":
    "Die Uhr der Maschine, die aufgenommen werden will, geht {age} vor; mehr als {most} Sekunden sind für Zertifikate zu viel. Stellen Sie beide Uhren (chrony, w32time), und versuchen Sie es noch einmal.",
  "The clock of the machine that wants to join is {age} behind; more than {most} seconds is too much for certificates. Set both clocks (chrony, w32time) and try again.":
    "Die Uhr der Maschine, die aufgenommen werden will, geht {age} nach; mehr als {most} Sekunden sind für Zertifikate zu viel. Stellen Sie beide Uhren (chrony, w32time), und versuchen Sie es noch einmal.",
  "The request of the other side is no certificate request (PKCS #10).":
    "Der Antrag der anderen Seite ist kein Zertifikatsantrag (PKCS #10).",
  "The other side revealed another number than the one that it had bound itself to.":
    "Die andere Seite hat eine andere Zahl aufgedeckt als die, auf die sie sich festgelegt hatte.",
  "The other side does not hold the token that it showed.":
    "Die andere Seite hat den Zugangscode nicht, den sie zeigte.",
  "The authority could not go on; its log says why.":
    "Die Zertifizierungsstelle konnte nicht weitermachen; ihr Log sagt, warum.",
  "This token is not good: it was used, has ended, or was made elsewhere. Make another.":
    "Dieser Zugangscode gilt nicht: Er wurde benutzt, ist abgelaufen oder wurde anderswo gemacht. Machen Sie einen neuen.",
  "What answered is not the site that made this token: it has another authority. Nothing was given to it.":
    "Was antwortete, ist nicht die Anlage, die diesen Zugangscode gemacht hat: Sie hat eine andere Zertifizierungsstelle. Sie bekam nichts.",
  "Given up on this side; nothing was trusted.": "Auf dieser Seite aufgegeben; es wurde nichts vertraut.",
  "The other side has gone away.": "Die andere Seite ist fort.",
  "The other side was silent for {seconds} seconds.": "Die andere Seite hat {seconds} Sekunden geschwiegen.",
  'The other side sent "{sent}" where "{wanted}" belongs.':
    "Die andere Seite sandte „{sent}“, wo „{wanted}“ hingehört.",
  "The other side sent {what}. Is it Tocsin?": "Die andere Seite sandte {what}. Ist es Tocsin?",
  "more than a ceremony needs": "mehr, als eine Aufnahme braucht",
  "what is no message of a ceremony": "etwas, das keine Nachricht einer Aufnahme ist",
  "a message that is too long": "eine zu lange Nachricht",
  "The certificate that came is not for the key of this machine.":
    "Das Zertifikat, das kam, gilt nicht für den Schlüssel dieses Rechners.",
  "The certificate that came is not good. {why}": "Das Zertifikat, das kam, ist nicht gut. {why}",
  "The certificate that came is for {uri}.": "Das Zertifikat, das kam, ist für {uri}.",
  // The machine that joins.
  "This machine is joining already. Finish that, or give it up.":
    "Dieser Rechner tritt schon bei. Bringen Sie das zu Ende, oder geben Sie es auf.",
  "{folder} belongs to {uri} already. Say that it is to be replaced.":
    "{folder} gehört schon {uri}. Geben Sie an, dass es ersetzt werden soll.",
  "This machine is now {uri}.": "Dieser Rechner ist jetzt {uri}.",
  "The name {host} is not known here. Check the spelling, or give the address instead.":
    "Der Name {host} ist hier nicht bekannt. Prüfen Sie die Schreibweise, oder geben Sie stattdessen die Adresse an.",
  '{host} answers, and its port {port} is closed. Open a window there first: "tocsin trust open".':
    "{host} antwortet, und sein Port {port} ist geschlossen. Öffnen Sie dort zuerst ein Fenster: „tocsin trust open“.",
  "{host} port {port} does not answer. See whether the machine runs, and whether a firewall between lets port {port} through.":
    "{host} Port {port} antwortet nicht. Sehen Sie nach, ob der Rechner läuft und ob eine Firewall dazwischen Port {port} durchlässt.",
  "{host} port {port} hung up at once: the window there has closed, lets in one attempt a second, or has used up its attempts.":
    "{host} Port {port} hat sofort aufgelegt: Das Fenster dort hat sich geschlossen, lässt nur einen Versuch je Sekunde ein oder hat seine Versuche verbraucht.",
  "{host} port {port} is reached and speaks no trust ceremony ({code}). Is it Tocsin, and the port of its window?":
    "{host} Port {port} ist erreichbar und nimmt keine Maschinen auf ({code}). Ist es Tocsin, und der Port seines Fensters?",
};
