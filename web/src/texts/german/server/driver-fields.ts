/** The help of the drivers' settings, by its English words. */
export const driverFields: Readonly<Record<string, string>> = {
  "Name or address of the device or gateway": "Name oder Adresse des Geräts oder Gateways",
  "TCP port": "TCP-Port",
  "How long one answer may take; at least one and a half times what the slowest unit needs":
    "Wie lange eine Antwort dauern darf; mindestens das Anderthalbfache dessen, was das langsamste Gerät braucht",
  "After so many failed polls a unit is down, a tag is bad":
    "Nach so vielen misslungenen Abfragen gilt ein Gerät als ausgefallen, ein Wert als schlecht",
  "Whether the first register of the table has address 0 (as on the wire) or 1 (as in many manuals)":
    "Ob das erste Register der Tabelle die Adresse 0 hat (wie auf der Leitung) oder 1 (wie in vielen Handbüchern)",
  "How many unused addresses a block may read along to save a request; some devices refuse any":
    "Wie viele ungenutzte Adressen ein Block mitlesen darf, um eine Anfrage zu sparen; manche Geräte lehnen das ab",
  "Most registers per request": "Höchstens so viele Register je Anfrage",
  "Most coils or inputs per request": "Höchstens so viele Spulen oder Eingänge je Anfrage",
  "Rest between two requests, for slow gateways": "Pause zwischen zwei Anfragen, für langsame Gateways",
  "Ask once who the device is (43/14); a few devices hang up on it":
    "Einmal fragen, welches Gerät es ist (43/14); einige wenige legen dabei auf",
  "Polling intervals in milliseconds by name; alarms want fast, 100 to 500":
    "Abfrageabstände in Millisekunden nach Namen; Alarme brauchen fast, 100 bis 500",
  "What is read from the device, value by value; at least one, here or as a table":
    "Was aus dem Gerät gelesen wird, Wert für Wert; mindestens einer, hier oder als Tabelle",
  "The same as CSV text with a header line, or more of it": "Dasselbe als CSV-Text mit Kopfzeile, oder mehr davon",
  "Absent: a bit with functions 1 and 2, otherwise u16": "Leer: bei Funktion 1 und 2 ein Bit, sonst u16",
  "The point's address is unit-<unit>/<key>; an alarm, a fault and a disable tag may share one key":
    "Die Adresse des Meldepunkts ist unit-<Gerät>/<Schlüssel>; Alarm, Störung und Abschaltung dürfen denselben Schlüssel haben",
  "As people read it; the text of its alarms unless its text says more":
    "Wie Menschen sie lesen; zugleich der Text ihrer Alarme, wenn „Text“ nicht mehr sagt",
  "Unit id behind the gateway; 255 or 1 for a device with its own address":
    "Gerätenummer hinter dem Gateway; 255 oder 1 bei einem Gerät mit eigener Adresse",
  "1 coil, 2 discrete input, 3 holding register, 4 input register":
    "1 Spule, 2 digitaler Eingang, 3 Halteregister, 4 Eingangsregister",
  "Counted from 0 or from 1, as the addressing says": "Ab 0 oder ab 1 gezählt, wie es „Adresszählung“ sagt",
  "Order of bytes and words; A is the most significant byte":
    "Reihenfolge von Bytes und Wörtern; A ist das höchstwertige Byte",
  "With type bit in a register: 0 is the least significant":
    "Beim Typ bit in einem Register: 0 ist das niederwertigste",
  "With u16: which bits count, shifted down to the lowest":
    "Bei u16: welche Bits zählen, nach unten geschoben bis zum niedrigsten",
  "Value = raw × scale + offset": "Wert = Rohwert × Faktor + Versatz",
  "Of alarm, fault and disable: the value that means active; true also means any number but 0":
    "Bei Alarm, Störung und Abschaltung: der Wert, der „aktiv“ bedeutet; true heißt auch: jede Zahl außer 0",
  "Absent: trouble for fault, maintenance for disable, else technical":
    "Leer: Störung bei fault, Wartung bei disable, sonst technisch",
  "Of measure: smaller changes are not reported; in the value's unit":
    "Bei Messwerten: Kleinere Änderungen werden nicht gemeldet; in der Einheit des Wertes",
  "Report this often even when nothing changed": "So oft melden, auch wenn sich nichts geändert hat",
  "Absent: fast for alarm, fault and disable, normal for the rest":
    "Leer: fast bei Alarm, Störung und Abschaltung, sonst normal",
  "Heartbeat: when it stands still for longer, the unit counts as down":
    "Lebenszeichen: Steht der Wert länger still, gilt das Gerät als ausgefallen",
  "Account number behind the # of its messages": "Teilnehmernummer hinter dem # ihrer Nachrichten",
  "What people call the panel": "Wie man die Zentrale nennt",
  "AES key: 32, 48 or 64 hexadecimal digits, or 16, 24 or 32 characters; absent: plain messages only":
    "AES-Schlüssel: 32, 48 oder 64 Hexadezimalziffern oder 16, 24 oder 32 Zeichen; leer: nur unverschlüsselte Nachrichten",
  "How the key is written; auto: what looks hexadecimal is":
    "Wie der Schlüssel geschrieben ist; auto: Was hexadezimal aussieht, ist es",
  "With a key: whether a plain message is refused": "Mit Schlüssel: ob eine unverschlüsselte Nachricht abgelehnt wird",
  "Addresses and networks it may call from; empty: any":
    "Adressen und Netze, von denen sie rufen darf; leer: von überall",
  "Which messages must carry a timestamp near our time; against replay":
    "Welche Nachrichten einen Zeitstempel nahe unserer Zeit tragen müssen; gegen Wiedereinspielen",
  "How old a timestamp may be": "Wie alt ein Zeitstempel sein darf",
  "How far ahead a timestamp may be": "Wie weit ein Zeitstempel vorgehen darf",
  "It must be heard at least this often; 0: its silence is no alarm":
    "So oft muss sie sich mindestens melden; 0: Schweigen ist kein Alarm",
  "On top of that, before it counts as lost": "Zusätzlich, bevor sie als ausgefallen gilt",
  "Of the times that it writes into its events": "Der Zeiten, die sie in ihre Ereignisse schreibt",
  "A restore that names no area ends the alarm of that zone in areas 0 to this":
    "Ein Gehen ohne Bereichsangabe beendet den Alarm dieser Meldergruppe in den Bereichen 0 bis zu diesem",
  "Makes that use codes in their own way": "Fabrikate, die Codes auf ihre eigene Weise benutzen",
  "Codes that this panel uses in its own way: like which standard code, and what to call it":
    "Codes, die diese Zentrale auf ihre eigene Weise benutzt: wie welcher genormte Code, und wie er heißen soll",
  "Kinds of messages that are taken": "Arten von Nachrichten, die angenommen werden",
  "Take other tokens and unreadable data too and record them as text":
    "Auch andere Arten und unlesbare Daten annehmen und als Text aufzeichnen",
  "Take frames whose length field is wrong while the CRC is right":
    "Rahmen mit falschem Längenfeld annehmen, wenn die CRC stimmt",
  "Take the CRC as two bytes, and answer alike (Lupusec)":
    "Die CRC als zwei Bytes annehmen und ebenso antworten (Lupusec)",
  "Take data that does not repeat the account": "Daten annehmen, die die Teilnehmernummer nicht wiederholen",
  "Take encrypted link tests whose pad does not end in |":
    "Verschlüsselte Verbindungstests annehmen, deren Füllung nicht mit | endet",
  "Take messages without # in front of the account": "Nachrichten ohne # vor der Teilnehmernummer annehmen",
  "PEM: the certificate, then those of its issuers": "PEM: das Zertifikat, dann die seiner Aussteller",
  "PEM: the private key": "PEM: der private Schlüssel",
  "PEM: who must have signed a panel's certificate; absent: none needed":
    "PEM: wer das Zertifikat einer Zentrale ausgestellt haben muss; leer: keines nötig",
  "TCP connections in all": "TCP-Verbindungen insgesamt",
  "TCP connections of one address": "TCP-Verbindungen einer Adresse",
  "A silent connection is closed after this": "Danach wird eine stille Verbindung geschlossen",
  "From the first byte of a frame to its last": "Vom ersten Byte eines Rahmens bis zum letzten",
  "For the TLS handshake": "Für den TLS-Aufbau",
  "Longest frame": "Längster Rahmen",
  "Damaged bytes in a row before the end": "Beschädigte Bytes hintereinander, bis aufgelegt wird",
  "UDP messages being stored at once": "UDP-Nachrichten, die zugleich gespeichert werden",
  "Answers to messages that are refused": "Antworten auf abgelehnte Nachrichten",
  "Address to listen on": "Adresse, auf der gehört wird",
  "TCP and UDP port; 0: any free one": "TCP- und UDP-Port; 0: irgendein freier",
  "Listen by TCP": "Über TCP hören",
  "Listen by UDP": "Über UDP hören",
  "TLS on the TCP port; plain TCP is refused then": "TLS auf dem TCP-Port; unverschlüsseltes TCP wird dann abgelehnt",
  "The panels": "Die Zentralen",
  "What strangers and broken panels may use up": "Was Fremde und defekte Zentralen verbrauchen dürfen",
  "What PAGEr names": "Was PAGEr nennt",
  "What people call it": "Wie man sie nennt",
  "Absent: that of the service level, or of the category": "Leer: die der Dienststufe oder der Kategorie",
  "What its pages are about": "Worum es in ihren Rufen geht",
  "at-once: a page is over as soon as it came, and waits to be acknowledged; by-word: it lasts until a page begins with one of clearWords":
    "Sofort: Ein Ruf ist vorbei, sobald er kam, und wartet auf die Quittierung; durch ein Wort: Er dauert, bis ein Ruf mit einem der Endwörter beginnt",
  "With by-word: what the text of a page that ends the alarm begins with; case does not matter":
    "Bei „durch ein Wort“: womit der Text eines Rufs beginnt, der den Alarm beendet; Groß und klein ist gleich",
  "Pages of one address in the long run": "Rufe einer Adresse auf Dauer",
  "Pages of one address at once": "Rufe einer Adresse auf einmal",
  "Pagers that one page may name": "Rufempfänger, die ein Ruf nennen darf",
  "Longest text": "Längster Text",
  "Wrong commands of one connection before it is ended": "Falsche Befehle einer Verbindung, bis sie beendet wird",
  "TCP port; 0: any free one": "TCP-Port; 0: irgendein freier",
  "PEM: who must have signed a client's certificate; absent: none needed":
    "PEM: wer das Zertifikat eines Anrufers ausgestellt haben muss; leer: keines nötig",
  "TLS from the first byte; plain connections are refused then. Absent: in clear, as RFC 1861 has it":
    "TLS ab dem ersten Byte; unverschlüsselte Verbindungen werden dann abgelehnt. Leer: im Klartext, wie in RFC 1861",
  "Addresses and networks that may page; empty: any, and then logins must not be empty":
    "Adressen und Netze, die rufen dürfen; leer: alle, und dann darf „Anmeldungen“ nicht leer sein",
  "Who may page, by LOGIn; empty: whoever calls from addresses":
    "Wer rufen darf, mit LOGIn; leer: wer von den Adressen ruft",
  "The numbers that can be paged": "Die Nummern, die gerufen werden können",
  "What strangers and broken clients may use up": "Was Fremde und defekte Anrufer verbrauchen dürfen",
};
