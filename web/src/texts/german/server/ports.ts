/** What the page of ports says: what a connection is for, and where the machine and the list disagree. */
export const ports: Readonly<Record<string, string>> = {
  // People and programs.
  "page, API and live feed for people": "Seite, Schnittstelle und laufende Meldungen für Menschen",
  "API for programs, with tokens": "Schnittstelle für Programme, mit Zugriffsschlüsseln",
  "state, events and audit trail": "Stand, Ereignisse und Prüfprotokoll",
  "another program of this machine": "ein anderes Programm dieser Maschine",
  "addresses of names": "Adressen zu Namen",
  "copies of the audit trail": "Abschriften des Prüfprotokolls",
  "orders the certificate of the page": "bestellt das Zertifikat der Seite",
  "the authority looks whether the page's name is ours, while it is asked to sign":
    "die Zertifizierungsstelle sieht nach, ob der Name der Seite unserer ist, solange sie unterschreiben soll",
  "sign-in and groups of people": "Anmeldung und Gruppen von Menschen",
  "sign-in of people by a provider": "Anmeldung von Menschen über einen Anbieter",
  // Machines of the site.
  "database, lease and hand-over of the two cores": "Datenbank, Lease und Übergabe der beiden Kerne",
  "which core may be the active one": "welcher Kern der aktive sein darf",
  "modules of this site": "Module dieser Anlage",
  "{module} alone": "nur {module}",
  "machines join, while a window is open": "Maschinen werden aufgenommen, solange ein Fenster offen ist",
  "the way to the core": "der Weg zum Kern",
  "network.hostPorts of the site": "network.hostPorts der Anlage",
  "the address of the contact method": "die Adresse des Kontaktwegs",
  // Devices.
  "alarm panels report, SIA DC-09": "Meldungen von Alarmzentralen, SIA DC-09",
  "paging clients report, SNPP": "Meldungen von Rufprogrammen, SNPP",
  "polling the device or gateway": "Abfrage des Geräts oder Gateways",
  // Channels.
  "short messages to people and their answers": "Kurznachrichten an Menschen und ihre Antworten",
  "short messages to people and their answers, by a modem on the network":
    "Kurznachrichten an Menschen und ihre Antworten, über ein Modem im Netz",
  "messages to other programs, signed": "Nachrichten an andere Programme, unterschrieben",
  "messages to another program": "Nachrichten an ein anderes Programm",
  "messages to a chat room": "Nachrichten in einen Chatraum",
  "chat messages to people, and their answers": "Chatnachrichten an Menschen und ihre Antworten",
  "push messages to browsers and phones": "Push-Nachrichten an Browser und Telefone",
  "push messages to phones": "Push-Nachrichten an Telefone",
  "mails to people": "Mails an Menschen",
  "tokens for the mail servers": "Zugangsschlüssel für die Mailserver",
  "replies and bounces": "Antworten und Rückläufer",
  "pages to people": "Rufe an Menschen",
  "pages to people, TAP": "Rufe an Menschen, TAP",
  "calls to pagers, ESPA 4.4.4": "Rufe an Rufempfänger, ESPA 4.4.4",
  "texts to handsets": "Texte an Mobilteile",
  "what handsets answer": "was Mobilteile antworten",
  "calls by {channel}": "Anrufe über {channel}",
  "what the server of {channel} asks of us": "was der Server von {channel} von uns will",
  "sound of calls by {channel}": "Ton der Anrufe über {channel}",
  // The machine.
  "The ports of the {room} '{id}' can't be said: its settings can't be read now.":
    "Welche Ports „{id}“ ({room}) braucht, lässt sich nicht sagen: Die Einstellungen sind jetzt nicht lesbar.",
  "The flow '{flow}' should listen on {where}, and nothing does. See whether its part runs: tocsin ports, the page \"Sources\"":
    "Für „{flow}“ sollte etwas auf {where} horchen, und nichts tut es. Sehen Sie nach, ob dieser Teil läuft: tocsin ports, Seite „Quellen“",
  "Tocsin listens on {where} and nothing that is configured asks for it. Report this, and restart Tocsin":
    "Tocsin horcht auf {where}, und nichts Eingerichtetes verlangt es. Melden Sie das, und starten Sie Tocsin neu",
  "Another program of this machine listens on {where}. The firewall will close it unless it is listed in network.hostPorts of the site":
    "Ein anderes Programm dieser Maschine horcht auf {where}. Die Firewall schließt das, wenn es nicht unter network.hostPorts der Anlage steht",
  "any address:{number} ({method})": "jeder Adresse, Port {number} ({method})",
};
