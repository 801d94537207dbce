/** Which core is the active one, how its database fares, and why it stores nothing, by the English sentence. */
export const core: Readonly<Record<string, string>> = {
  "This core is not the active one.": "Dieser Kern ist nicht der aktive.",
  "This core is not the active one; nothing was stored.":
    "Dieser Kern ist nicht der aktive; es wurde nichts gespeichert.",
  "This core gives way; nothing was stored.": "Dieser Kern tritt ab; es wurde nichts gespeichert.",
  "Tocsin is stopping.": "Tocsin wird beendet.",
  // The database.
  "the database answers": "die Datenbank antwortet",
  "the database answers again": "die Datenbank antwortet wieder",
  "the database runs again": "die Datenbank läuft wieder",
  "The database server ended.": "Der Datenbankserver ist beendet.",
  "{number} rows wait for the database; nothing was stored, try again shortly":
    "{number} Zeilen warten auf die Datenbank; es wurde nichts gespeichert, versuchen Sie es gleich noch einmal",
  "this core is stopping; nothing was stored": "dieser Kern hört auf; es wurde nichts gespeichert",
  "the journal stopped: {why}": "das Speichern hat aufgehört: {why}",
  "batch {number} does not fit behind batch {last}": "Schub {number} passt nicht hinter Schub {last}",
  "the database refused the change: {why}": "die Datenbank hat die Änderung abgelehnt: {why}",
  "the lease went to {holder}; this core writes nothing any more":
    "das Lease ging an {holder}; dieser Kern schreibt nichts mehr",
  "The thread that reads was lost ({why}). Ask for less, such as a shorter time.":
    "Der Thread, der liest, ging verloren ({why}). Fragen Sie nach weniger, etwa nach einem kürzeren Zeitraum.",
  "it ended": "er endete",
  // The history, and reports of occurrences.
  "Alarm {alarm} has no occurrence {number} to report about.":
    "Alarm {alarm} hat kein Auftreten {number}, über das zu berichten wäre.",
  "The search took longer than {seconds} s and was given up; narrow the time or ask for a source or point.":
    "Die Suche dauerte länger als {seconds} s und wurde aufgegeben; engen Sie die Zeit ein, oder fragen Sie nach einer Quelle oder einem Meldepunkt.",
};
