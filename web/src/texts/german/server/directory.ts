/** Why a directory or a provider of sign-ins can't be asked, by the English sentence. */
export const directory: Readonly<Record<string, string>> = {
  "There is no provider '{id}' to sign in with.": "Den Anbieter „{id}“ zum Anmelden gibt es nicht.",
  "{place} answered with more than {number} bytes": "{place} antwortete mit mehr als {number} Byte",
  "No server of the directory can be reached ({why}).": "Kein Server des Verzeichnisses ist erreichbar ({why}).",
  "{place} refers the {request} to another server, which is not followed: name that server in urls, or change the base.":
    "{place} verweist für {request} auf einen anderen Server, dem nicht gefolgt wird: Nennen Sie jenen Server unter urls, oder ändern Sie die Basis.",
  "{place}: the {request} failed: {why}": "{place}: {request} scheiterte: {why}",
  "the connection was lost": "die Verbindung ging verloren",
  "no answer within {ms} ms": "keine Antwort innerhalb von {ms} ms",
  "{place} refuses the account that searches, '{account}': {why}.":
    "{place} lehnt das Konto ab, mit dem gesucht wird, „{account}“: {why}.",
  "The provider {place} can't be asked: {why}": "Der Anbieter {place} ist nicht zu fragen: {why}",
  "The provider can't be asked: {why}": "Der Anbieter ist nicht zu fragen: {why}",
  "The provider calls itself '{theirs}', the settings '{ours}'.":
    "Der Anbieter nennt sich „{theirs}“, die Einstellung nennt ihn „{ours}“.",
  "{place} signs ID tokens with {theirs}; allowed are {ours}.":
    "{place} unterschreibt ID-Token mit {theirs}; erlaubt sind {ours}.",
};
