/** Why the network, a name server or TLS failed, by the words of the server (`CAUSES`). */
const CAUSES: Readonly<Record<string, string>> = {
  "nobody takes connections there": "dort nimmt niemand Verbindungen an",
  "the far side broke the connection off": "die Gegenseite hat die Verbindung abgebrochen",
  "the connection was broken off": "die Verbindung wurde abgebrochen",
  "the far side has closed the connection": "die Gegenseite hat die Verbindung geschlossen",
  "no answer came in time": "keine Antwort in der erlaubten Zeit",
  "that machine is not reached: it is off, or a router or a firewall keeps from it":
    "dieser Rechner ist nicht erreichbar: Er ist aus, oder ein Router oder eine Firewall hält davon ab",
  "no way leads to that network: look at the address and the gateway of this machine":
    "in dieses Netz führt kein Weg: Prüfen Sie Adresse und Gateway dieses Rechners",
  "that machine is off": "dieser Rechner ist aus",
  "the network of this machine is down": "das Netz dieses Rechners ist ausgefallen",
  "this name is not known: check its spelling, and the name server of this machine":
    "dieser Name ist nicht bekannt: Prüfen Sie die Schreibweise und den DNS-Server dieses Rechners",
  "the name server of this machine does not answer": "der DNS-Server dieses Rechners antwortet nicht",
  "the name server of this machine could not find out": "der DNS-Server dieses Rechners konnte es nicht herausfinden",
  "another program of this machine uses that port": "ein anderes Programm dieses Rechners benutzt diesen Port",
  "this machine has no such address": "dieser Rechner hat keine solche Adresse",
  "too many files and connections are open": "zu viele Dateien und Verbindungen sind offen",
  "too many files and connections are open on this machine":
    "auf diesem Rechner sind zu viele Dateien und Verbindungen offen",
  "it is too long to be sent in one piece": "es ist zu lang, um in einem Stück gesendet zu werden",
  "its certificate has expired: have it renewed there, and compare the clocks":
    "ihr Zertifikat ist abgelaufen: Lassen Sie es dort erneuern, und vergleichen Sie die Uhren",
  "its certificate is not valid yet: compare the clocks": "ihr Zertifikat gilt noch nicht: Vergleichen Sie die Uhren",
  "its certificate was revoked": "ihr Zertifikat wurde widerrufen",
  "its certificate is not trusted for this": "ihrem Zertifikat wird dafür nicht vertraut",
  "the signature of its certificate is wrong": "die Unterschrift ihres Zertifikats ist falsch",
  "no authority vouches for its certificate: give that certificate as the one to trust":
    "für ihr Zertifikat bürgt keine Zertifizierungsstelle: Tragen Sie es selbst als vertrauenswürdig ein",
  "its certificate is of an authority that is not trusted here: give that one's certificate":
    "ihr Zertifikat ist von einer Zertifizierungsstelle, der hier nicht vertraut wird: Tragen Sie deren Zertifikat ein",
  "it does not show the authority of its certificate: give that one's certificate":
    "sie zeigt die Zertifizierungsstelle ihres Zertifikats nicht: Tragen Sie deren Zertifikat ein",
  "the authority of its certificate is not known here: give that one's certificate":
    "die Zertifizierungsstelle ihres Zertifikats ist hier nicht bekannt: Tragen Sie deren Zertifikat ein",
  "its certificate is for another name: use the name that it is for":
    "ihr Zertifikat gilt für einen anderen Namen: Benutzen Sie den, für den es gilt",
  "it did not begin TLS in time": "sie begann TLS nicht in der erlaubten Zeit",
  "it does not speak TLS as it should": "sie spricht TLS nicht, wie sie soll",
  "it does not speak TLS there": "dort wird kein TLS gesprochen",
  "it speaks only versions of TLS that are too old": "sie spricht nur Versionen von TLS, die zu alt sind",
  "it speaks no version of TLS that is taken here": "sie spricht keine Version von TLS, die hier angenommen wird",
  "it knows no cipher of TLS that is taken here": "sie kennt kein Verfahren von TLS, das hier angenommen wird",
  "it could not agree on TLS with this server": "sie konnte sich mit diesem Server nicht auf TLS einigen",
  "it wants a certificate of whoever connects": "sie verlangt von jedem, der sich verbindet, ein Zertifikat",
  "it does not trust the authority of the certificate of this side":
    "sie vertraut der Zertifizierungsstelle des Zertifikats dieser Seite nicht",
  "it refuses the certificate of this side": "sie weist das Zertifikat dieser Seite ab",
  "the certificate of this side has expired": "das Zertifikat dieser Seite ist abgelaufen",
  "what came over TLS was damaged on its way": "was über TLS kam, wurde unterwegs beschädigt",
};

/** What the system says of files, as Node words it: after the code, before the call and the path. */
const OF_FILES: Readonly<Record<string, string>> = {
  "ENOENT: no such file or directory": "die Datei oder den Ordner gibt es nicht",
  "EACCES: permission denied": "der Zugriff ist nicht erlaubt",
  "EPERM: operation not permitted": "das ist hier nicht erlaubt",
  "ENOSPC: no space left on device": "auf dem Datenträger ist kein Platz mehr",
  "EIO: i/o error": "der Datenträger meldet einen Fehler",
  "EROFS: read-only file system": "der Datenträger lässt sich nur lesen",
  "ENOTDIR: not a directory": "ein Teil des Pfads ist kein Ordner",
  "EISDIR: illegal operation on a directory": "das ist ein Ordner und keine Datei",
  "ENAMETOOLONG: name too long": "der Name ist zu lang",
  "EBUSY: resource busy or locked": "etwas anderes benutzt es gerade",
  "ENODEV: no such device": "das Gerät gibt es nicht",
  "ENXIO: no such device or address": "das Gerät oder die Adresse gibt es nicht",
};

/** What PostgreSQL and its client say when a connection ends. */
const OF_THE_DATABASE: Readonly<Record<string, string>> = {
  "Connection terminated unexpectedly": "die Verbindung endete unerwartet",
  "terminating connection due to administrator command": "die Verbindung wurde von einem Administrator beendet",
  "the database system is shutting down": "die Datenbank wird beendet",
  "the database system is starting up": "die Datenbank läuft an",
  "the database system is in recovery mode": "die Datenbank stellt sich wieder her",
  "timeout expired": "keine Antwort in der erlaubten Zeit",
};

function* spoken(): Generator<[english: string, german: string]> {
  // What the system itself said stands behind in brackets, for whoever looks it up.
  for (const [english, german] of Object.entries(CAUSES)) yield [`${english} ({raw})`, `${german} ({raw})`];
  for (const [english, german] of Object.entries(OF_FILES)) {
    yield [english, `${german} (${english.split(":", 1).join()})`];
    yield [`${english}, {raw}`, `${german} (${english.split(":", 1).join()}, {raw})`];
  }
}

/** Causes that stand within other sentences. */
export const causes: Readonly<Record<string, string>> = { ...OF_THE_DATABASE, ...Object.fromEntries(spoken()) };
