/** What is said of the audit trail: findings of a verification, witnesses, archives. Its entries themselves stay English. */
export const audit: Readonly<Record<string, string>> = {
  // Findings of a verification.
  "Entry {number} is missing.": "Eintrag {number} fehlt.",
  "Entries {from} to {to} are missing.": "Die Einträge {from} bis {to} fehlen.",
  // The same in front of another sentence.
  "Entry {number} is missing": "Eintrag {number} fehlt",
  "Entries {from} to {to} are missing": "Die Einträge {from} bis {to} fehlen",
  "The end of the trail was cut off.": "Das Ende des Protokolls wurde abgeschnitten.",
  "No entry tells that they were archived: somebody else took them out.":
    "Kein Eintrag sagt, dass sie archiviert wurden: Jemand anders hat sie herausgenommen.",
  "{what} missing, though a checkpoint covers them: the end was cut off.":
    "{what}, obwohl ein Prüfpunkt sie umfasst: Das Ende wurde abgeschnitten.",
  "Entry {number} is": "Eintrag {number} fehlt",
  "Entries {from} to {to} are": "Die Einträge {from} bis {to} fehlen",
  "Entries {from} to {to} do not fit their hashes: they were changed, or numbered anew.":
    "Die Einträge {from} bis {to} passen nicht zu ihren Prüfsummen: Sie wurden geändert oder neu nummeriert.",
  "Entry {number} does not fit its hash: it was changed.":
    "Eintrag {number} passt nicht zu seiner Prüfsumme: Er wurde geändert.",
  "Entry {number} does not fit its hash: it was changed, or entry {before} was replaced together with its hash.":
    "Eintrag {number} passt nicht zu seiner Prüfsumme: Er wurde geändert, oder Eintrag {before} wurde samt seiner Prüfsumme ersetzt.",
  "What is kept of the archived entries up to {number} is damaged: it is not the tree of so many.":
    "Was von den archivierten Einträgen bis {number} aufbewahrt ist, ist beschädigt: Es ist nicht der Baum von so vielen.",
  "Entries {from} to {to} come after the last one that the server wrote.":
    "Die Einträge {from} bis {to} kommen nach dem letzten, den der Server schrieb.",
  "Number {number} is there twice, and one of the two follows nothing: it was inserted.":
    "Die Nummer {number} gibt es zweimal, und einer der beiden folgt auf nichts: Er wurde eingefügt.",
  "Number {number} is there twice, and both follow entry {before}: the trail was written by two hands.":
    "Die Nummer {number} gibt es zweimal, und beide folgen auf Eintrag {before}: Das Protokoll wurde von zweien geschrieben.",
  "Entry {number} stands after entry {after}, where it doesn't belong.":
    "Eintrag {number} steht nach Eintrag {after}, wo er nicht hingehört.",
  "What stands as entry {number} was written as entry {other}.":
    "Was als Eintrag {number} dasteht, wurde als Eintrag {other} geschrieben.",
  "Entry {number} stands after entry {after}, out of order.":
    "Eintrag {number} steht nach Eintrag {after}, außer der Reihe.",
  "Entry {number} is the first that a witness knows otherwise: the trail was forked there.":
    "Eintrag {number} ist der erste, den ein Zeuge anders kennt: Das Protokoll wurde dort gespalten.",
  "Entry {number} is not the one that was there when its hash was noted: it, or the trail before it, was written anew.":
    "Eintrag {number} ist nicht der, der dastand, als seine Prüfsumme notiert wurde: Er oder das Protokoll davor wurde neu geschrieben.",
  "Two different histories of {number} entries were signed ({one} and {other}): the trail was forked, and different readers were shown different trails.":
    "Zwei verschiedene Geschichten von {number} Einträgen wurden unterschrieben ({one} und {other}): Das Protokoll wurde gespalten, und verschiedenen Lesern wurde Verschiedenes gezeigt.",
  "Entry {number} is not what was signed ({where}): the trail was written anew from there on. The entries before are as they were signed.":
    "Eintrag {number} ist nicht, was unterschrieben wurde ({where}): Das Protokoll wurde von dort an neu geschrieben. Die Einträge davor sind wie unterschrieben.",
  "One or more of the entries {from} to {to} are not what was signed ({where}): the trail was written anew from there on. The entries before are as they were signed.":
    "Einer oder mehrere der Einträge {from} bis {to} sind nicht, was unterschrieben wurde ({where}): Das Protokoll wurde von dort an neu geschrieben. Die Einträge davor sind wie unterschrieben.",
  "the database": "die Datenbank",
  "Line {number} is no entry: {why}.": "Zeile {number} ist kein Eintrag: {why}.",
  "The checkpoint of {number} entries in the database can't be believed: {why}.":
    "Dem Prüfpunkt über {number} Einträge in der Datenbank ist nicht zu glauben: {why}.",
  "it is of another size": "er hat eine andere Länge",
  "its size is not a number": "seine Länge ist keine Zahl",
  "it is of the trail {trail}, and its key is of {key}": "er ist vom Protokoll {trail}, und sein Schlüssel von {key}",
  "its root is not 32 bytes in base64": "seine Wurzel ist nicht 32 Byte in Base64",
  "not a signed note": "keine unterschriebene Notiz",
  "a line of its signatures is damaged": "eine Zeile seiner Unterschriften ist beschädigt",
  "its signature is wrong": "seine Unterschrift ist falsch",
  "no known key signed it": "kein bekannter Schlüssel hat ihn unterschrieben",
  'Of the entries {from} to {to} only {number} are stored: the trail is damaged. Run "tocsin audit-trail verify".':
    "Von den Einträgen {from} bis {to} sind nur {number} gespeichert: Das Protokoll ist beschädigt. Führen Sie „tocsin audit-trail verify“ aus.",
  'Of the nodes {from} to {to} of level {level} only {number} are stored: the trail is damaged. Run "tocsin audit-trail verify".':
    "Von den Knoten {from} bis {to} der Ebene {level} sind nur {number} gespeichert: Das Protokoll ist beschädigt. Führen Sie „tocsin audit-trail verify“ aus.",
  "no node was read": "es wurde kein Knoten gelesen",
  "The last checkpoint of the audit trail is damaged: its root isn't that of its nodes.":
    "Der letzte Prüfpunkt des Prüfprotokolls ist beschädigt: Seine Wurzel ist nicht die seiner Knoten.",
  'Entry {number} of the audit trail is missing or doesn\'t follow the one before: nothing above it is signed any more. Run "tocsin audit-trail verify", and find out who had access to the database.':
    "Eintrag {number} des Prüfprotokolls fehlt oder folgt nicht auf den vorigen: Darüber wird nichts mehr unterschrieben. Führen Sie „tocsin audit-trail verify“ aus, und finden Sie heraus, wer Zugang zur Datenbank hatte.",
  // Witnesses.
  "the site has no witness that is switched on": "die Anlage hat keinen eingeschalteten Zeugen",
  "the file {path}": "die Datei {path}",
  "the syslog collector {place}": "der Syslog-Empfänger {place}",
  "the node {node}": "der Knoten {node}",
  "{state} ends with entry {number}, and what came after it was archived up to entry {last}: nothing was added. Name another file, and keep this one":
    "{state} endet mit Eintrag {number}, und was danach kam, wurde bis Eintrag {last} archiviert: Es wurde nichts angefügt. Nennen Sie eine andere Datei, und heben Sie diese auf",
  '{state} holds another history: its entry {number} is not that of the database. Compare them with "tocsin audit-trail verify"; nothing was added':
    "{state} hat eine andere Geschichte: Eintrag {number} ist dort nicht der der Datenbank. Vergleichen Sie beide mit „tocsin audit-trail verify“; es wurde nichts angefügt",
  "{path} holds something else than an audit trail, and nothing was added to it. Name another file.":
    "{path} enthält etwas anderes als ein Prüfprotokoll, und es wurde nichts angefügt. Nennen Sie eine andere Datei.",
  "{path} can't be opened: {why}. Make its folder, or let the server write there.":
    "{path} lässt sich nicht öffnen: {why}. Legen Sie den Ordner an, oder lassen Sie den Server dort schreiben.",
  "{path} is not a file. Name one that ends in .jsonl.":
    "{path} ist keine Datei. Nennen Sie eine, die auf .jsonl endet.",
  "{state} did not take the audit trail: {why}.": "{state} hat das Prüfprotokoll nicht angenommen: {why}.",
  "it hung up in the middle": "mittendrin wurde aufgelegt",
  "the mesh is not open, so that no witness node can be reached":
    "das Netz der Module ist nicht offen, also ist kein Zeuge auf einem anderen Knoten erreichbar",
  "{file} is damaged at line {number}: {why}.": "{file} ist in Zeile {number} beschädigt: {why}.",
  "a line of the trail can't be read": "eine Zeile des Protokolls ist nicht zu lesen",
  "What was refused lies in {file} still; find out who wrote as the core, and remove that file then":
    "Was abgelehnt wurde, liegt noch in {file}; finden Sie heraus, wer als der Kern schrieb, und entfernen Sie dann diese Datei",
  "The trail was told otherwise: {why}. What was refused lies in {file}; find out who could write as the core, and remove that file then":
    "Das Protokoll wurde anders erzählt: {why}. Was abgelehnt wurde, liegt in {file}; finden Sie heraus, wer als der Kern schreiben konnte, und entfernen Sie dann diese Datei",
  "{why} (it could not be kept: {what})": "{why} (es ließ sich nicht aufbewahren: {what})",
  "{why} (the last entry here is {number})": "{why} (der letzte Eintrag hier ist {number})",
  "its entry {number} is not the one that is kept here": "Eintrag {number} ist dort nicht der hier aufbewahrte",
  "it begins anew after entry {number}, and {last} is the last one here":
    "es beginnt neu nach Eintrag {number}, und {last} ist hier der letzte",
  "the tree of what was archived is damaged": "der Baum dessen, was archiviert wurde, ist beschädigt",
  "entry {number} is missing before entry {next}": "Eintrag {number} fehlt vor Eintrag {next}",
  "entry {number} does not follow the one before": "Eintrag {number} folgt nicht auf den vorigen",
  "a checkpoint can't be believed: {why}": "einem Prüfpunkt ist nicht zu glauben: {why}",
  "the checkpoint of {number} entries is of none of the last {kept} that are kept here":
    "der Prüfpunkt über {number} Einträge ist von keinem der letzten {kept}, die hier aufbewahrt sind",
  "the checkpoint of {number} entries is of others than those that are kept here":
    "der Prüfpunkt über {number} Einträge ist von anderen als den hier aufbewahrten",
  "not a line of JSON": "keine Zeile in JSON",
  "not an object": "kein Objekt",
  "{field} is missing": "{field} fehlt",
  "seq is not a whole number": "seq ist keine ganze Zahl",
  "at is not a time": "at ist keine Zeit",
  "hash is not 64 hexadecimal digits": "hash besteht nicht aus 64 hexadezimalen Ziffern",
  // How long entries stay.
  "the legal hold '{id}' covers it: {reason}": "die Löschsperre „{id}“ umfasst es: {reason}",
  "no checkpoint covers entry {number} yet": "noch kein Prüfpunkt umfasst Eintrag {number}",
  "the witness '{id}' has no more than the first {number} entries":
    "der Zeuge „{id}“ hat nur die ersten {number} Einträge",
  "older entries stay": "ältere Einträge bleiben",
  "it is no folder": "es ist kein Ordner",
  "Tocsin may not write there": "Tocsin darf dort nicht schreiben",
  "only {number} GB are free there": "dort sind nur {number} GB frei",
  "The site names no folder for archives, so nothing of the audit trail is removed. Set audit.archiveFolder in the site's settings.":
    "Die Anlage nennt keinen Ordner für Archive, also wird vom Prüfprotokoll nichts entfernt. Setzen Sie audit.archiveFolder in den Einstellungen der Anlage.",
  "No checkpoint covers entry {number} of the audit trail yet.":
    "Noch kein Prüfpunkt umfasst Eintrag {number} des Prüfprotokolls.",
  "The archive {file} can't be written: {why}. Make room, or name another folder as audit.archiveFolder.":
    "Das Archiv {file} lässt sich nicht schreiben: {why}. Schaffen Sie Platz, oder nennen Sie einen anderen Ordner als audit.archiveFolder.",
  'Entries {from} to {to} of the audit trail were not archived, for they don\'t verify: {why} Run "tocsin audit-trail verify".':
    "Die Einträge {from} bis {to} des Prüfprotokolls wurden nicht archiviert, denn sie bestehen die Prüfung nicht: {why} Führen Sie „tocsin audit-trail verify“ aus.",
  "no checkpoint covers them": "kein Prüfpunkt umfasst sie",
  "What is kept of the archived entries of the audit trail is damaged.":
    "Was von den archivierten Einträgen des Prüfprotokolls aufbewahrt ist, ist beschädigt.",
  "A legal hold is placed by an auditor or a security administrator: it needs the right 'audit:export' or 'security:write'.":
    "Eine Löschsperre setzt ein Prüfer oder ein Sicherheitsadministrator: Dazu gehört das Recht „audit:export“ oder „security:write“.",
  "There is no legal hold '{id}'.": "Die Löschsperre „{id}“ gibt es nicht.",
  "The legal hold '{id}' was lifted by {who}.": "Die Löschsperre „{id}“ wurde von {who} aufgehoben.",
  "this core is stopping": "dieser Kern hört auf",
};
