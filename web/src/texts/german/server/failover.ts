/** What the two cores of a pair say of each other, by the English sentence. */
export const failover: Readonly<Record<string, string>> = {
  "it has just started": "er ist eben erst angelaufen",
  // Whether the active core waits for its standby.
  "the standby has what is acknowledged": "der bereitstehende Kern hat alles, was bestätigt ist",
  "the standby is {bytes} bytes behind and catches up":
    "der bereitstehende Kern ist {bytes} Byte im Rückstand und holt auf",
  "no standby is there": "es ist kein bereitstehender Kern da",
  "the standby is gone": "der bereitstehende Kern ist fort",
  "the standby was here a moment ago": "der bereitstehende Kern war eben noch da",
  "the standby stops": "der bereitstehende Kern hört auf",
  "the witness is being asked": "der Zeuge wird gefragt",
  "the witness does not let this core go on alone: {why}":
    "der Zeuge lässt diesen Kern nicht allein weitermachen: {why}",
  // Whether a standby may take over.
  "the active core answers": "der aktive Kern antwortet",
  "the database of this node does not answer yet": "die Datenbank dieses Knotens antwortet noch nicht",
  "it has not heard the active core since it started, and can't know what that one did meanwhile":
    "er hat den aktiven Kern seit seinem Anlauf nicht gehört und kann nicht wissen, was der derweil tat",
  "it is stale: the active core has been silent {age} and had gone on alone before; it took no stream then":
    "er ist veraltet: Der aktive Kern schweigt {age} und hatte vorher allein weitergemacht; eine Abschrift bekam er da nicht",
  "it is stale: the active core has been silent {age} and had gone on alone before; it was {bytes} bytes behind then":
    "er ist veraltet: Der aktive Kern schweigt {age} und hatte vorher allein weitergemacht; da war er {bytes} Byte im Rückstand",
  "the active core has been silent {age}": "der aktive Kern schweigt {age}",
  "the active core has been silent {age}; without a witness it can't know whether that one has ended or the way is cut":
    "der aktive Kern schweigt {age}; ohne Zeugen kann er nicht wissen, ob jener geendet hat oder die Verbindung getrennt ist",
  "the active core ended {time} after it was last heard and may have gone on alone in between":
    "der aktive Kern endete {time}, nachdem er zuletzt gehört wurde, und kann dazwischen allein weitergemacht haben",
  "the active core has been silent {age}, and its machine says that it has ended":
    "der aktive Kern schweigt {age}, und sein Rechner sagt, dass er geendet hat",
  "since this one started": "seit dieser anlief",
  "for {seconds} s": "seit {seconds} s",
  "it takes a copy of the active core's database": "er nimmt sich eine Kopie der Datenbank des aktiven Kerns",
  "it has no copy of the active core's database yet: {why}":
    "er hat noch keine Kopie der Datenbank des aktiven Kerns: {why}",
  "The database of this node does not answer yet.": "Die Datenbank dieses Knotens antwortet noch nicht.",
  "the other core handed the site over": "der andere Kern hat die Anlage übergeben",
  "an administrator of this machine said so": "ein Administrator dieses Rechners hat es angeordnet",
  "the active core no longer keeps what this node would need":
    "der aktive Kern bewahrt nicht mehr, was dieser Knoten bräuchte",
  // What a node may be when it starts.
  "it joined the site as a standby": "er kam als bereitstehender Kern zur Anlage",
  'both nodes have a site of their own. Give up the one of this node: "tocsin failover join --yes"':
    "beide Knoten haben eine eigene Anlage. Geben Sie die dieses Knotens auf: „tocsin failover join --yes“",
  "the other core is the active one": "der andere Kern ist der aktive",
  "it is the first of the pair": "er ist der erste des Paars",
  "it was one": "er war einer",
  "the other core took over": "der andere Kern hat übernommen",
  "the other core stands by": "der andere Kern steht bereit",
  "it had gone on alone, so that the other core can't have taken over":
    "er hatte allein weitergemacht, der andere Kern kann also nicht übernommen haben",
  "the witness agrees": "der Zeuge stimmt zu",
  'the other core can\'t be reached and may have taken over. Start that one, or say "tocsin failover take-over --yes" here when it is off':
    "der andere Kern ist nicht erreichbar und kann übernommen haben. Starten Sie ihn, oder geben Sie hier „tocsin failover take-over --yes“ ein, wenn er aus ist",
  'the other core can\'t be reached and may have taken over; the witness does not agree. Start that one, or say "tocsin failover take-over --yes" here when it is off':
    "der andere Kern ist nicht erreichbar und kann übernommen haben; der Zeuge stimmt nicht zu. Starten Sie ihn, oder geben Sie hier „tocsin failover take-over --yes“ ein, wenn er aus ist",
  // What the witness says.
  "the witness has not heard of an active core yet": "der Zeuge hat noch von keinem aktiven Kern gehört",
  "another core holds lease {last}, and this one would have {own}: it is stale":
    "ein anderer Kern hat das Lease {last}, und dieser hätte {own}: Er ist veraltet",
  "the other core went on alone: this one is stale": "der andere Kern machte allein weiter: Dieser ist veraltet",
  "the other core was heard {seconds} s ago": "der andere Kern wurde vor {seconds} s gehört",
  "the witness can't be asked: {why}": "der Zeuge ist nicht zu fragen: {why}",
  // Handing over, and drilling it.
  "The standby can't take over without loss: {why}.":
    "Der bereitstehende Kern kann nicht ohne Verlust übernehmen: {why}.",
  "The standby does not take over: {why}.": "Der bereitstehende Kern übernimmt nicht: {why}.",
  "it does not answer": "er antwortet nicht",
  "{what} bytes of the log are missing": "{what} Byte der Aufzeichnung fehlen",
  all: "alle",
  "The database was not stopped in order.": "Die Datenbank wurde nicht ordentlich beendet.",
  "The node {node} is not the active one.": "Der Knoten {node} ist nicht der aktive.",
  "This core still waits for its standby; try again in a moment.":
    "Dieser Kern wartet noch auf den bereitstehenden; versuchen Sie es gleich noch einmal.",
  "This core writes nothing any more: {why}.": "Dieser Kern schreibt nichts mehr: {why}.",
  "the other core took over (lease {found} after {kept})": "der andere Kern hat übernommen (Lease {found} nach {kept})",
  "This core is not one of a pair; see failover in tocsin.yaml.":
    "Dieser Kern gehört zu keinem Paar; siehe failover in tocsin.yaml.",
  "The drill that {who} began at {time} is not over yet.":
    "Die Übung, die {who} um {time} begann, ist noch nicht vorbei.",
  "the other core did not take over, and this one went on": "der andere Kern übernahm nicht, und dieser machte weiter",
  "the other core has taken over": "der andere Kern hat übernommen",
  "the site went to the other core and came back": "die Anlage ging zum anderen Kern und kam zurück",
  "the first core did not take the site back, and the other one went on":
    "der erste Kern nahm die Anlage nicht zurück, und der andere machte weiter",
  "the other core ended before it had handed the site back": "der andere Kern endete, bevor er die Anlage zurückgab",
  "the first core has everything": "der erste Kern hat alles",
  "the first core does not stand by so that it could have the site back: {why}":
    "der erste Kern steht nicht so bereit, dass er die Anlage zurückbekommen könnte: {why}",
  'The last drill of the hand-over failed: {why}. Mend that, and run "tocsin failover drill" again.':
    "Die letzte Übung der Übergabe scheiterte: {why}. Beheben Sie das, und üben Sie noch einmal.",
  'No drill of the hand-over has passed yet; there is to be one every {days} days. Run "tocsin failover drill", or drill on the page Modules.':
    "Noch keine Übung der Übergabe wurde bestanden; alle {days} Tage soll es eine geben. Üben Sie auf der Seite „Module“ oder mit „tocsin failover drill“.",
  'The last drill of the hand-over passed on {date}; there is to be one every {days} days. Run "tocsin failover drill", or drill on the page Modules.':
    "Die letzte Übung der Übergabe wurde am {date} bestanden; alle {days} Tage soll es eine geben. Üben Sie auf der Seite „Module“ oder mit „tocsin failover drill“.",
  // The link between them.
  "{place} is not the other core. {why}": "{place} ist nicht der andere Kern. {why}",
  "it doesn't answer": "er antwortet nicht",
  "it ended the connection": "er hat die Verbindung beendet",
  "the link closes": "die Verbindung wird geschlossen",
  "Failover can't begin: {why}.": "Die Ausfallsicherung kann nicht beginnen: {why}.",
  'This core does not serve "{name}".': "Dieser Kern bedient „{name}“ nicht.",
  "this node takes over": "dieser Knoten übernimmt",
  "The other core speaks another version of this link; update both.":
    "Der andere Kern spricht eine andere Version dieser Verbindung; bringen Sie beide auf denselben Stand.",
  "The other core sent a line without end.": "Der andere Kern sandte eine Zeile ohne Ende.",
  "The other core sent something that is no message.": "Der andere Kern sandte etwas, das keine Nachricht ist.",
  "The other core ended the connection.": "Der andere Kern hat die Verbindung beendet.",
  "This machine has no certificate of the site yet.": "Dieser Rechner hat noch kein Zertifikat der Anlage.",
  "It is a {role}, and no core of this site.": "Er ist ein {role} und kein Kern dieser Anlage.",
};
