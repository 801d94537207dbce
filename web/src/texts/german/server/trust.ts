/** What is said of certificates, of who vouches for them, and of the seal, by the English sentence. */
export const trust: Readonly<Record<string, string>> = {
  // Why a process is let in or refused.
  "Its certificate is valid until {at}.": "Sein Zertifikat gilt bis {at}.",
  "Its certificate expired on {at}; until it is renewed only life-safety messages pass.":
    "Sein Zertifikat lief ab am {at}; bis es erneuert ist, kommen nur Meldungen durch, an denen Leben hängen.",
  "Its certificate expired on {at}, and the grace of {hours} h is over.":
    "Sein Zertifikat lief ab am {at}, und die Nachfrist von {hours} h ist vorbei.",
  "Its certificate is valid only from {at}; compare the clocks.":
    "Sein Zertifikat gilt erst ab {at}; vergleichen Sie die Uhren.",
  "It was {state} on {at}: {reason}": "Es wurde {state} am {at}: {reason}",
  banned: "verbannt",
  evicted: "ausgeschlossen",
  "What its authority signs has been refused since {at}: {reason}":
    "Was seine ausstellende Stelle unterschreibt, wird abgewiesen seit {at}: {reason}",
  "It shows no certificate.": "Es zeigt kein Zertifikat.",
  "No authority of this site has signed its certificate (issuer {issuer}).":
    "Sein Zertifikat hat keine Zertifizierungsstelle dieser Anlage unterschrieben (sondern {issuer}).",
  "Its certificate can't be read: {why}.": "Sein Zertifikat ist nicht zu lesen: {why}.",
  "Its certificate is not one of a process.": "Sein Zertifikat ist keines eines Prozesses.",
  "Its certificate names no process of a site ({uri}).": "Sein Zertifikat nennt keinen Prozess einer Anlage ({uri}).",
  "It belongs to another site ({site}).": "Es gehört zu einer anderen Anlage ({site}).",
  // Signing.
  "The certificate of {uri} is not signed here: this site is {site}.":
    "Das Zertifikat von {uri} wird hier nicht unterschrieben: Diese Anlage ist {site}.",
  "The request of {uri} is not signed: {why}.": "Der Antrag von {uri} wird nicht unterschrieben: {why}.",
  "The request of {uri} is not signed: its key was banned. {reason}":
    "Der Antrag von {uri} wird nicht unterschrieben: Sein Schlüssel wurde verbannt. {reason}",
  "it is not a certificate request (PKCS #10)": "er ist kein Zertifikatsantrag (PKCS #10)",
  "its key is not one of ECDSA P-256": "sein Schlüssel ist keiner nach ECDSA P-256",
  "its signature is not by its key": "seine Unterschrift ist nicht von seinem Schlüssel",
  "it must ask for {uri} alone": "er darf nur um {uri} bitten",
  "it asks for {names}, and not for {uri} alone": "er bittet um {names} und nicht allein um {uri}",
  "A certificate ({sort}) could not be made: {why}": "Ein Zertifikat ({sort}) ließ sich nicht ausstellen: {why}",
  "it took too long": "es dauerte zu lange",
  "A certificate ({sort}) was not made: {why}.": "Ein Zertifikat ({sort}) wurde nicht ausgestellt: {why}.",
  "A certificate ({sort}) was asked for and a {other} came back.":
    "Um ein Zertifikat ({sort}) wurde gebeten, und zurück kam etwas anderes ({other}).",
  "Instead of a certificate a {other} was made.": "Statt eines Zertifikats wurde etwas anderes gemacht ({other}).",
  "Instead of an authority a {other} was made.":
    "Statt einer Zertifizierungsstelle wurde etwas anderes gemacht ({other}).",
  "Instead of a request a {other} was made.": "Statt eines Antrags wurde etwas anderes gemacht ({other}).",
  "The certificate that was made can't be read.": "Das ausgestellte Zertifikat ist nicht zu lesen.",
  "{what} No certificate is signed or renewed before it is put right. Have the time service of the server checked, and try again.":
    "{what} Vorher wird kein Zertifikat unterschrieben oder erneuert. Lassen Sie den Zeitdienst des Servers prüfen, und versuchen Sie es dann noch einmal.",
  "The server's clock is {seconds} s ahead of {where}.": "Die Uhr des Servers geht {seconds} s vor gegenüber {where}.",
  "The server's clock is {seconds} s behind {where}.": "Die Uhr des Servers geht {seconds} s nach gegenüber {where}.",
  "the clock of the database": "der Uhr der Datenbank",
  "the time service (chrony)": "dem Zeitdienst (chrony)",
  "This process has no certificate to renew.": "Dieser Prozess hat kein Zertifikat, das zu erneuern wäre.",
  "the authority sent no certificate": "die Zertifizierungsstelle sandte kein Zertifikat",
  "Trust is not loaded yet. Try again in a moment.":
    "Das Vertrauen ist noch nicht geladen. Versuchen Sie es gleich noch einmal.",
  // Refusing.
  "{name} is this core; it can't refuse itself.": "{name} ist dieser Kern; er kann sich nicht selbst abweisen.",
  "No certificate was ever signed for {uri} that still counts.":
    "Für {uri} wurde nie ein Zertifikat unterschrieben, das noch gilt.",
  "{uri} is not banned.": "{uri} ist nicht verbannt.",
  // Another root, another issuing authority.
  "This site is {site}. Its authority stays as it is.":
    "Diese Anlage ist {site}. Ihre Zertifizierungsstelle bleibt, wie sie ist.",
  "The former root can stay for 0 to {days} days.": "Die bisherige Wurzel kann 0 bis {days} Tage bleiben.",
  "The root is being replaced already; see tocsin trust status.":
    "Die Wurzel wird schon ersetzt; siehe „tocsin trust status“.",
  "The root is being replaced, and the issuing authority with it; see tocsin trust status.":
    "Die Wurzel wird ersetzt und die ausstellende Stelle mit ihr; siehe „tocsin trust status“.",
  "No root is being replaced. Begin with tocsin trust rotate.":
    "Es wird keine Wurzel ersetzt. Beginnen Sie hier oder mit „tocsin trust rotate“.",
  "The former root is still needed: {skipped}.": "Die bisherige Wurzel wird noch gebraucht: {skipped}.",
  "{name} ({why})": "{name} ({why})",
  "its successor signs nothing yet": "ihre Nachfolgerin unterschreibt noch nichts",
  "{number} of the site's processes lack what comes first": "{number} Prozessen der Anlage fehlt, was zuerst kommt",
  "everybody has it, and the last one only for a moment": "alle haben es, und der letzte erst seit einem Augenblick",
  "every process trusts the new root": "jeder Prozess vertraut der neuen Wurzel",
  "the former root is kept until {at} for browsers": "die bisherige Wurzel bleibt für Browser bis {at}",
  "every process has a certificate of the new root": "jeder Prozess hat ein Zertifikat der neuen Wurzel",
  "it has not been heard since this core started": "er wurde nicht gehört, seit dieser Kern anlief",
  "it does not trust the new root yet": "er vertraut der neuen Wurzel noch nicht",
  "its certificate is still of the former root": "sein Zertifikat ist noch von der bisherigen Wurzel",
  "it still trusts a root that was retired": "er vertraut noch einer Wurzel, die aufgegeben wurde",
  "its certificate is of an issuing authority that was replaced":
    "sein Zertifikat ist von einer ausstellenden Stelle, die ersetzt wurde",
  "no root is being replaced": "es wird keine Wurzel ersetzt",
  // The certificate of the page.
  'No certificate was requested here. Run "tocsin trust request" on this machine first.':
    "Hier wurde kein Zertifikat beantragt. Führen Sie auf diesem Rechner zuerst „tocsin trust request“ aus.",
  "The certificate was not installed: {why}.": "Das Zertifikat wurde nicht eingesetzt: {why}.",
  "The certificate from {place} is not used: {why}.": "Das Zertifikat von {place} wird nicht benutzt: {why}.",
  "No certificate of another authority is installed.":
    "Es ist kein Zertifikat einer anderen Zertifizierungsstelle eingesetzt.",
  "{file} can't be read: {why}.": "{file} ist nicht zu lesen: {why}.",
  "{file} can't be read: {why}. Correct web.acme in tocsin.yaml.":
    "{file} ist nicht zu lesen: {why}. Berichtigen Sie web.acme in tocsin.yaml.",
  "The web certificate was ordered and can't be read back. See whether the disk is full.":
    "Das Zertifikat der Seite wurde bestellt und ist nicht zurückzulesen. Sehen Sie nach, ob der Datenträger voll ist.",
  "The web certificate was made and can't be read back from {folder}. See whether the disk is full.":
    "Das Zertifikat der Seite wurde ausgestellt und ist aus {folder} nicht zurückzulesen. Sehen Sie nach, ob der Datenträger voll ist.",
  "The web certificate {file} with key {key} can't be used: {why}. Correct web in tocsin.yaml, or leave it out.":
    "Das Zertifikat der Seite {file} mit dem Schlüssel {key} ist nicht zu gebrauchen: {why}. Berichtigen Sie web in tocsin.yaml, oder lassen Sie es weg.",
  'tocsin.yaml names the certificate {file}. Put a new one there, and run "tocsin trust renew".':
    "tocsin.yaml nennt das Zertifikat {file}. Legen Sie dort ein neues ab, und führen Sie „tocsin trust renew“ aus.",
  "the key is not the certificate's": "der Schlüssel gehört nicht zum Zertifikat",
  "one of its certificates can't be read": "eines seiner Zertifikate ist nicht zu lesen",
  "it holds no certificate in PEM": "es enthält kein Zertifikat in PEM",
  "the certificate of the page must come first, then the one that signed it, and so on":
    "zuerst muss das Zertifikat der Seite kommen, dann das, von dem es unterschrieben ist, und so weiter",
  "its first certificate is not for the key of the request":
    "sein erstes Zertifikat gilt nicht für den Schlüssel des Antrags",
  "its first certificate is one of an authority": "sein erstes Zertifikat ist das einer Zertifizierungsstelle",
  "its certificate is not for servers (serverAuth)": "sein Zertifikat gilt nicht für Server (serverAuth)",
  "its certificate is not for {names} (but for {others})":
    "sein Zertifikat gilt nicht für {names} (sondern für {others})",
  "certificate {number} of the chain ({subject}) has not signed the one before it ({before})":
    "Zertifikat {number} der Kette ({subject}) hat das vorige ({before}) nicht unterschrieben",
  "{subject} is valid only from {at}": "{subject} gilt erst ab {at}",
  "{subject} has expired on {at}": "{subject} lief ab am {at}",
  // Ordering it from an authority by ACME.
  "{place} answers {status}, which is no directory of ACME":
    "{place} antwortet {status}; das ist kein ACME-Verzeichnis",
  "{place} gives no nonce": "{place} gibt keine Nonce",
  "{place} refused ({status}): {said}": "{place} lehnte ab ({status}): {said}",
  "it does not say why": "ohne zu sagen, warum",
  "{place} took none of {number} nonces": "{place} nahm keine von {number} Nonces an",
  "{place} answers more than {number} characters": "{place} antwortet mit mehr als {number} Zeichen",
  "{place} names no order": "{place} nennt keine Bestellung",
  "{place} is fulfilled and names no certificate": "{place} ist erfüllt und nennt kein Zertifikat",
  "the authority offers no http-01 for {name}, only {others}":
    "die Zertifizierungsstelle bietet für {name} kein http-01 an, nur {others}",
  "it is {state}: {why}": "sie ist {state}: {why}",
  "{place} did not come to {states}": "{place} wurde nicht {states}",
  "the authority does not say why": "die Zertifizierungsstelle sagt nicht, warum",
  "port {port} can't be listened to for the authority's look: {why}":
    "auf Port {port} lässt sich nicht horchen, damit die Zertifizierungsstelle nachsehen kann: {why}",
  // The authority on disk.
  "{file} is damaged: {why}. Put it back from a backup, or remove it: Tocsin then makes another authority, which every node and browser has to be told to trust.":
    "{file} ist beschädigt: {why}. Spielen Sie die Datei aus einer Sicherung zurück, oder entfernen Sie sie: Tocsin macht dann eine neue Zertifizierungsstelle, der jeder Knoten und Browser erst vertrauen muss.",
  "{part} is not as expected": "{part} ist nicht wie erwartet",
  'The certificate of this machine in {file} can\'t be used: {why}. Remove it and let the machine join again ("tocsin trust join").':
    "Das Zertifikat dieses Rechners in {file} ist nicht zu gebrauchen: {why}. Entfernen Sie es, und nehmen Sie den Rechner neu auf („tocsin trust join“).",
  "it holds no certificate": "sie enthält kein Zertifikat",
  "its certificate names no process of a site": "ihr Zertifikat nennt keinen Prozess einer Anlage",
  // The seal.
  "it was not opened yet": "es wurde noch nicht geöffnet",
  "Nothing can be sealed, for the seal is closed: {why}":
    "Es lässt sich nichts versiegeln, denn das Siegel ist geschlossen: {why}",
  "The secret in {where} can't be opened, for the seal is closed: {why}":
    "Das Geheimnis in {where} lässt sich nicht öffnen, denn das Siegel ist geschlossen: {why}",
  "The secret in {where} is damaged. Enter it again.": "Das Geheimnis in {where} ist beschädigt. Geben Sie es neu ein.",
  "The secret in {where} is sealed in a way that this version doesn't know. Enter it again.":
    "Das Geheimnis in {where} ist auf eine Weise versiegelt, die diese Version nicht kennt. Geben Sie es neu ein.",
  'The secret in {where} was sealed with the key of another machine ({theirs}, and this one has {ours}). Bring that key with "tocsin seal export" there and "tocsin seal import" here, or enter the secret again.':
    "Das Geheimnis in {where} wurde mit dem Schlüssel eines anderen Rechners versiegelt ({theirs}; dieser hat {ours}). Bringen Sie jenen Schlüssel mit „tocsin seal export“ dort und „tocsin seal import“ hier herüber, oder geben Sie das Geheimnis neu ein.",
  "The secret in {where} was changed or moved: {why}. Enter it again.":
    "Das Geheimnis in {where} wurde geändert oder verschoben: {why}. Geben Sie es neu ein.",
  '{file} may be read by others. Run "chmod 600 {file}", and change the site\'s secrets if others had access.':
    "{file} ist für andere lesbar. Führen Sie „chmod 600 {file}“ aus, und ändern Sie die Geheimnisse der Anlage, wenn andere Zugang hatten.",
  'The key file {file} can\'t be read: {why}. Put it back, mount its volume, or run "tocsin seal recover".':
    "Die Schlüsseldatei {file} ist nicht zu lesen: {why}. Legen Sie sie zurück, hängen Sie ihren Datenträger ein, oder führen Sie „tocsin seal recover“ aus.",
  "{file} is damaged: it must hold 32 bytes. Put it back from a backup.":
    "{file} ist beschädigt: Darin müssen 32 Byte stehen. Spielen Sie die Datei aus einer Sicherung zurück.",
  '{file} is damaged: {why}. Put it back from a backup, or run "tocsin seal recover" with two recovery shares.':
    "{file} ist beschädigt: {why}. Spielen Sie die Datei aus einer Sicherung zurück, oder führen Sie „tocsin seal recover“ mit zwei Wiederherstellungsteilen aus.",
  "Another command is changing the seal. Try again when it has ended.":
    "Ein anderer Befehl ändert gerade das Siegel. Versuchen Sie es wieder, wenn er zu Ende ist.",
  "The root file holds no key.": "Die Datei des Stammschlüssels enthält keinen Schlüssel.",
  "trust/root.key.json was changed. Put it back from a backup.":
    "trust/root.key.json wurde geändert. Spielen Sie die Datei aus einer Sicherung zurück.",
  "The root key {id} was changed. Put trust/root.key.json back from a backup.":
    "Der Stammschlüssel {id} wurde geändert. Spielen Sie trust/root.key.json aus einer Sicherung zurück.",
  'The root key was sealed by systemd-creds ({how}) and doesn\'t open on this machine: {why}. Run "tocsin seal recover" with two recovery shares, or "tocsin seal import".':
    "Der Stammschlüssel wurde mit systemd-creds versiegelt ({how}) und öffnet sich auf diesem Rechner nicht: {why}. Führen Sie „tocsin seal recover“ mit zwei Wiederherstellungsteilen aus, oder „tocsin seal import“.",
  "The key file {file} doesn't open the root key. {what}.":
    "Die Schlüsseldatei {file} öffnet den Stammschlüssel nicht. {what}.",
  'The root key is sealed with a passphrase, and none was given. Start "tocsin run" at a terminal, or give it the credential seal-passphrase (LoadCredential= in the unit).':
    "Der Stammschlüssel ist mit einer Passphrase versiegelt, und es wurde keine angegeben. Starten Sie „tocsin run“ an einem Terminal, oder geben Sie ihm das Credential seal-passphrase mit (LoadCredential= in der Unit).",
  "The passphrase is wrong, or the root key was changed. Try again. {what}.":
    "Die Passphrase ist falsch, oder der Stammschlüssel wurde geändert. Versuchen Sie es noch einmal. {what}.",
  'Put trust/root.key.json and its key back from a backup, or run "tocsin seal recover"':
    "Spielen Sie trust/root.key.json und den Schlüssel dazu aus einer Sicherung zurück, oder führen Sie „tocsin seal recover“ aus",
  "systemd-creds can't be run ({code})": "systemd-creds lässt sich nicht ausführen ({code})",
  "systemd-creds refused ({status}): {said}": "systemd-creds lehnte ab ({status}): {said}",
  "A seal needs a key.": "Ein Siegel braucht einen Schlüssel.",
};
