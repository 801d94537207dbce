/** Why nothing can be spoken, and what is wrong with a list of words, by the English sentence. */
export const speech: Readonly<Record<string, string>> = {
  "nothing can be spoken in {language}: {why}": "in dieser Sprache ({language}) lässt sich nichts sprechen: {why}",
  "{number} texts wait to be spoken already": "es warten schon {number} Texte darauf, gesprochen zu werden",
  "the built-in voice failed: {why}": "die eingebaute Stimme ist ausgefallen: {why}",
  "its process ended with {state}": "ihr Prozess endete mit {state}",
  "code {code}": "Code {code}",
  "it ended with code {code}": "er endete mit Code {code}",
  "it did not finish within {seconds} s": "innerhalb von {seconds} s nicht fertig geworden",
  "install it: apt-get install espeak-ng": "installieren Sie es: apt-get install espeak-ng",
  "it can't be started: {why}": "es lässt sich nicht starten: {why}",
  "it said too much": "es hat zu viel gesagt",
  "it ended with code {code} and {number} bytes of sound": "es endete mit Code {code} und {number} Byte Ton",
  "a WAV file of format {format} with {bits} bits, not 16-bit PCM":
    "eine WAV-Datei vom Format {format} mit {bits} Bit, nicht 16-Bit-PCM",
  "a WAV file of {rate} samples a second": "eine WAV-Datei mit {rate} Abtastwerten in der Sekunde",
  "a WAV file without sound": "eine WAV-Datei ohne Ton",
  "The first line must be {header}; language may be left out.":
    "Die erste Zeile muss {header} heißen; language darf fehlen.",
  "The list can't be read: {why}.": "Die Liste lässt sich nicht lesen: {why}.",
  "Line {number} is no word: {why}.": "Zeile {number} ist kein Wort: {why}.",
};
