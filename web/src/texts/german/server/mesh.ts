/** What is said of modules on other machines, by the English sentence. */
export const mesh: Readonly<Record<string, string>> = {
  // Whether modules can register.
  "the mesh has not been opened yet": "das Netz der Module wurde noch nicht geöffnet",
  "tocsin.yaml opens no mesh port": "tocsin.yaml öffnet keinen Port dafür",
  "No module can be restarted: {why}.": "Kein Modul lässt sich neu starten: {why}.",
  "The mesh can't listen on {place}: {why}.": "Auf {place} lässt sich nicht nach Modulen horchen: {why}.",
  "The mesh can't listen on {place} for {module}: {why}.": "Auf {place} lässt sich nicht nach {module} horchen: {why}.",
  "this node has no certificate yet": "dieser Knoten hat noch kein Zertifikat",
  'There is no module {id}; "tocsin service list" names them.':
    "Das Modul {id} gibt es nicht; „tocsin service list“ nennt sie.",
  "{id} is not connected ({why}); restart it on its own machine.":
    "{id} ist nicht verbunden ({why}); starten Sie es auf seinem eigenen Rechner neu.",
  // How a module fares.
  registered: "angemeldet",
  "it has been silent for {seconds} s": "es schweigt seit {seconds} s",
  'nothing has registered as {role} of {node}; start it there with "tocsin module {role}"':
    "als {role} von {node} hat sich nichts angemeldet; starten Sie es dort mit „tocsin module {role}“",
  "nothing is configured for it any more": "für es ist nichts mehr eingerichtet",
  "it signs again": "es meldet sich wieder",
  "the driver host on {host} is lost: {why}": "der Treiberrechner {host} ist verloren: {why}",
  "{number} bytes of reports in {file} were damaged on disk and are lost; the file is kept as {kept}":
    "{number} Byte Meldungen in {file} wurden auf dem Datenträger beschädigt und sind verloren; die Datei liegt weiter als {kept} vor",
  "what was sent can't be kept on disk: {why}; after a restart it may be sent twice":
    "was gesendet wurde, lässt sich nicht auf dem Datenträger festhalten: {why}; nach einem Neustart wird es vielleicht zweimal gesendet",
  "the spool is closed": "der Speicher ist geschlossen",
  "a report of {number} bytes is too long for the spool": "eine Meldung von {number} Byte ist für den Speicher zu lang",
  "the report could not be kept on disk: {why}; the device must repeat":
    "die Meldung ließ sich nicht auf dem Datenträger festhalten: {why}; das Gerät muss sie wiederholen",
  "the spool is full: {number} reports wait for the core; the device must repeat":
    "der Speicher ist voll: {number} Meldungen warten auf den Kern; das Gerät muss sie wiederholen",
  // Why a module is not let in, and how its streams end.
  "a {role} does not register": "ein {role} meldet sich nicht an",
  "{uri} is not registered: {why}.": "{uri} wird nicht angemeldet: {why}.",
  "the module speaks versions {first} to {last} of the mesh protocol and the core {oldest} to {newest}; bring the module up to date":
    "das Modul spricht die Versionen {first} bis {last} des Protokolls und der Kern {oldest} bis {newest}; bringen Sie das Modul auf den Stand",
  "the module speaks versions {first} to {last} of the mesh protocol and the core {oldest} to {newest}; bring the core up to date":
    "das Modul spricht die Versionen {first} bis {last} des Protokolls und der Kern {oldest} bis {newest}; bringen Sie den Kern auf den Stand",
  "{node} has a {role} already, {instance}; stop it before you start {other}":
    "{node} hat schon einen {role}, {instance}; beenden Sie ihn, bevor Sie {other} starten",
  "the lease is over; register anew": "das Lease ist vorbei; melden Sie sich neu an",
  "the lease is over": "das Lease ist vorbei",
  "this core stops": "dieser Kern hört auf",
  "another stream of this host has taken its place": "ein anderer Strom dieses Hosts ist an seine Stelle getreten",
  "it has opened another stream": "er hat einen anderen Strom geöffnet",
  "reports without an opening, or of no lane": "Meldungen ohne Eröffnung oder auf keiner Spur",
  "a spool is named by a UUID": "ein Speicher wird mit einer UUID benannt",
  "an answer without an opening": "eine Antwort ohne Eröffnung",
  "{node} reads nothing": "{node} liest nichts",
  "the source {source} is not one that {node} serves": "die Quelle {source} wird nicht von {node} bedient",
  // Channels on another machine.
  "the notifier host on {host} was lost before it answered; it is asked again what became of it":
    "der Meldungsrechner {host} ging verloren, bevor er antwortete; er wird noch einmal gefragt, was daraus wurde",
  "the notifier host on {host} answered with something else": "der Meldungsrechner {host} antwortete mit etwas anderem",
  "the notifier host on {host} gave no answer": "der Meldungsrechner {host} gab keine Antwort",
  "the notifier host on {host} did not say that it is silent: try again, or silence it there":
    "der Meldungsrechner {host} hat nicht bestätigt, dass er still ist: Versuchen Sie es noch einmal, oder schalten Sie ihn dort stumm",
  "it can't be opened on its host: {why}": "er lässt sich auf seinem Host nicht öffnen: {why}",
  "this release of Tocsin has no kind of channel '{name}'": "diese Version von Tocsin hat keine Kanalart „{name}“",
  "the core does not assign the channel {channel}": "der Kern teilt den Kanal {channel} nicht zu",
  "there is no link to the core": "es gibt keine Verbindung zum Kern",
  "the core gave no answer in time": "der Kern gab keine Antwort in der erlaubten Zeit",
  "{id} is no channel of the notifier host on {node}": "{id} ist kein Kanal des Meldungsrechners {node}",
  "what the notifier host on {node} says of {id} can't be read":
    "was der Meldungsrechner {node} über {id} sagt, ist nicht zu lesen",
  "notification {id} was not given to {node}": "die Nachricht {id} wurde {node} nicht gegeben",
  "{id} has no desk here": "{id} hat hier keinen Platz",
  // A module that keeps a copy of the audit trail.
  'the node {node} is not connected; start "tocsin module audit-witness" there':
    "der Knoten {node} ist nicht verbunden; starten Sie dort „tocsin module audit-witness“",
  "the node {node} did not answer in time": "der Knoten {node} antwortete nicht in der erlaubten Zeit",
  "the node {node} did not keep it: {why}": "der Knoten {node} hat es nicht aufbewahrt: {why}",
  "the link to the node {node} was lost": "die Verbindung zum Knoten {node} ging verloren",
  'the node {node} holds another history: {why}. Compare them with "tocsin audit-trail verify"; nothing was added':
    "der Knoten {node} hat eine andere Geschichte: {why}. Vergleichen Sie beide mit „tocsin audit-trail verify“; es wurde nichts angefügt",
};
