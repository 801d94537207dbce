/** How the connection of a source fares, and why it took something not, by the English sentence. */
export const drivers: Readonly<Record<string, string>> = {
  "the driver ended without a reason": "der Treiber endete ohne Grund",
  "no longer watched: the source was configured anew": "nicht mehr beobachtet: die Quelle wurde neu eingerichtet",
  "{why} (and {number} more)": "{why} (und {number} weitere)",
  // Modbus.
  "unit {unit}: {why}": "Einheit {unit}: {why}",
  "the unit behind the gateway did not answer; check its power, cabling and unit number":
    "die Einheit hinter dem Gateway antwortete nicht; prüfen Sie Strom, Verkabelung und Nummer der Einheit",
  "the device answered for unit {unit} where unit {number} was asked":
    "das Gerät antwortete für Einheit {unit}, gefragt war Einheit {number}",
  "the device answered another question": "das Gerät beantwortete eine andere Frage",
  "the device answers {why}": "das Gerät antwortet {why}",
  "the device sent {what} ({raw})": "das Gerät sandte {what} ({raw})",
  "the device sent something that is no Modbus ({why}); the connection was closed":
    "das Gerät sandte etwas, das kein Modbus ist ({why}); die Verbindung wurde geschlossen",
  "no Modbus: {why}": "kein Modbus: {why}",
  "an answer that nobody waits for, late or not ours: transaction {number}":
    "eine Antwort, auf die niemand wartet, verspätet oder nicht unsere: Vorgang {number}",
  "protocol number {number} where Modbus has 0": "Protokollnummer {number}, wo Modbus 0 hat",
  "length {number} where Modbus has 2 to {most}": "Länge {number}, wo Modbus 2 bis {most} hat",
  "an exception of the wrong length": "eine Fehlermeldung falscher Länge",
  "an answer to function {number} where {other_number} was asked":
    "eine Antwort auf Funktion {number}, gefragt war {other_number}",
  "{number} bytes, announced as {count}, where {most} were asked":
    "{number} Byte, angekündigt als {count}, verlangt waren {most}",
  "an answer that does not repeat what was written": "eine Antwort, die das Geschriebene nicht wiederholt",
  "an identification that is cut short": "eine abgeschnittene Kennung",
  "exception {number}, {why}": "Fehler {number}, {why}",
  "which Modbus does not define": "den Modbus nicht kennt",
  "illegal function: the device does not know this function; choose another one":
    "unzulässige Funktion: Das Gerät kennt sie nicht; wählen Sie eine andere",
  "illegal address: the device has nothing there; check address, function and 0- or 1-based addressing":
    "unzulässige Adresse: Dort hat das Gerät nichts; prüfen Sie Adresse, Funktion und ob ab 0 oder ab 1 gezählt wird",
  "illegal value: the device refuses the request, often because it asks for too many at once":
    "unzulässiger Wert: Das Gerät lehnt die Anfrage ab, oft weil sie zu viel auf einmal will",
  "device failure: the device could not carry it out": "Gerätefehler: Das Gerät konnte es nicht ausführen",
  "acknowledged: the device needs longer": "angenommen: Das Gerät braucht länger",
  "busy: the device asks to try later": "beschäftigt: Das Gerät bittet um einen späteren Versuch",
  "memory parity error in the device": "Speicherfehler im Gerät",
  "gateway path unavailable: the gateway has no way to this unit; check its configuration":
    "kein Weg: Das Gateway hat keinen Weg zu dieser Einheit; prüfen Sie seine Einrichtung",
  "{name} has not changed for {seconds} s: the unit answers, but its program stands still":
    "{name} hat sich seit {seconds} s nicht geändert: Die Einheit antwortet, aber ihr Programm steht",
  "the registers hold no number (NaN or infinity)": "die Register enthalten keine Zahl (NaN oder unendlich)",
  "{name} can be read again": "{name} ist wieder lesbar",
  "the source was closed": "die Quelle wurde geschlossen",
  // Panels.
  "listening on {place} by {method}": "horcht auf {place} über {method}",
  "listening on {place} by TCP and UDP": "horcht auf {place} über TCP und UDP",
  "account {id} ({name}) was not heard for {seconds} s, and must be every {count} s: look at the panel and its way here":
    "Konto {id} ({name}) war {seconds} s lang nicht zu hören und müsste es alle {count} s sein: Sehen Sie nach der Zentrale und ihrem Weg hierher",
  "account {id} was not heard for {seconds} s, and must be every {count} s: look at the panel and its way here":
    "Konto {id} war {seconds} s lang nicht zu hören und müsste es alle {count} s sein: Sehen Sie nach der Zentrale und ihrem Weg hierher",
  "account {id} ({name}) is heard again": "Konto {id} ({name}) ist wieder zu hören",
  "account {id} ({name}) is heard": "Konto {id} ({name}) ist zu hören",
  "account {id} is heard again": "Konto {id} ist wieder zu hören",
  "account {id} is heard": "Konto {id} ist zu hören",
  "it carries no timestamp, which is needed against replay":
    "sie trägt keine Zeit, und ohne die ließe sie sich unbemerkt wiederholen",
  "its timestamp is {seconds} s old, and {count} s are allowed: set the panel's clock":
    "ihre Zeit ist {seconds} s alt, erlaubt sind {count} s: Stellen Sie die Uhr der Zentrale",
  "its timestamp is {seconds} s ahead, and {count} s are allowed: set the panel's clock":
    "ihre Zeit liegt {seconds} s voraus, erlaubt sind {count} s: Stellen Sie die Uhr der Zentrale",
  "the key of account {id} has {number} characters: give 32, 48 or 64 hexadecimal digits, or 16, 24 or 32 characters":
    "der Schlüssel des Kontos {id} hat {number} Zeichen: Geben Sie 32, 48 oder 64 Hexadezimalziffern oder 16, 24 oder 32 Zeichen an",
  "it has no header of a DC-09 message": "sie hat nicht den Kopf einer DC-09-Nachricht",
  "account {id} is not configured: add it to the source":
    "das Konto {id} ist nicht eingerichtet: Tragen Sie es bei der Quelle ein",
  "account {id}: {why}": "Konto {id}: {why}",
  "account {id}: {why}: repair the panel or set lenientLength":
    "Konto {id}: {why}: Lassen Sie die Zentrale richten, oder setzen Sie lenientLength",
  "the length field says {number} and {count} bytes came": "die Längenangabe sagt {number}, und {count} Byte kamen",
  "a frame whose CRC is wrong: not answered, so that the panel repeats it":
    "ein Rahmen mit falscher Prüfsumme: nicht beantwortet, damit die Zentrale ihn wiederholt",
  "a line that is no DC-09 frame: not answered": "eine Zeile, die kein DC-09-Rahmen ist: nicht beantwortet",
  "a frame that is longer than allowed: not answered": "ein Rahmen, länger als erlaubt: nicht beantwortet",
  "a frame that breaks off: not answered": "ein Rahmen, der abbricht: nicht beantwortet",
  "bytes that are no DC-09 frame: not answered": "Bytes, die kein DC-09-Rahmen sind: nicht beantwortet",
  "{address} sent {what} ({number} bytes)": "{address} sandte {what} ({number} Byte)",
  "the connection of {address} was ended: {why}": "die Verbindung von {address} wurde beendet: {why}",
  "a frame was not finished within {seconds} s": "ein Rahmen war nach {seconds} s nicht zu Ende",
  "{number} bytes came that are no frames": "{number} Byte kamen, die keine Rahmen sind",
  "the receiver broke down: {why}": "der Empfänger fiel aus: {why}",
  "{number} UDP messages are being stored already: dropped, so that the panel repeats it":
    "{number} UDP-Nachrichten werden schon gespeichert: verworfen, damit die Zentrale sie wiederholt",
  "the source was switched off before it listened": "die Quelle wurde ausgeschaltet, bevor sie horchte",
  // Paging clients.
  "a login as {name} was refused": "eine Anmeldung als {name} wurde abgelehnt",
  "{why} for the third time": "{why}, zum dritten Mal",
  "{number} wrong commands, the last: {raw}": "{number} falsche Befehle, der letzte: {raw}",
  "it is not in the list of addresses that may page": "sie steht nicht unter den Adressen, die rufen dürfen",
  "a line of more than {number} characters": "eine Zeile von mehr als {number} Zeichen",
  "the gateway broke down: {why}": "das Gateway fiel aus: {why}",
};
