/** What waits for a second person: what is asked for, by the English sentence. Roles that come with Tocsin have their id for one. */
export const approvals: Readonly<Record<string, string>> = {
  "{name} asks for a change that {what}.": "{name} beantragt eine Änderung: {what}.",
  "{number} more": "{number} weitere",
  "removes the {kind} '{name}'": "{kind} „{name}“ wird entfernt",
  "creates the {kind} '{name}'": "{kind} „{name}“ wird angelegt",
  "changes the {kind} '{name}'": "{kind} „{name}“ wird geändert",
  "changes the setting {name}": "die Einstellung {name} wird geändert",
  "changes how the partition '{name}' must be manned": "die Besetzung der Partition „{name}“ wird geändert",
  "lets the suppression '{name}' hide alarms": "die Unterdrückung „{name}“ blendet Alarme aus",
  "switches the source '{name}' off": "die Quelle „{name}“ wird ausgeschaltet",
  "switches the channel '{name}' off": "der Kanal „{name}“ wird ausgeschaltet",
  "lets the route '{name}' tell nobody about its alarms":
    "über die Alarme der Zuordnung „{name}“ wird niemand mehr verständigt",
  "changes what the role '{name}' may do": "was die Rolle „{name}“ darf, wird geändert",
  "lets '{name}' approve what others ask for": "„{name}“ darf freigeben, was andere beantragen",
  "changes how '{name}' signs in, who can approve":
    "die Anmeldung von „{name}“ wird geändert, und „{name}“ kann freigeben",
  "takes the right to approve from '{name}', one of the last two":
    "„{name}“ kann nicht mehr freigeben; das können nur noch zwei",
  "lifts the legal hold '{name}' ({reason})": "die Löschsperre „{name}“ wird aufgehoben ({reason})",
  "opens the window for another machine to join": "das Fenster zur Aufnahme einer Maschine wird geöffnet",
  "evicts {name}": "{name} wird ausgeschlossen",
  "bans {name}": "{name} wird verbannt",
  "lifts the ban of {name}": "{name} wird nicht mehr verbannt",
  "begins to replace the site's root": "der Wechsel der Wurzel der Anlage beginnt",
  "retires the site's former root": "die bisherige Wurzel der Anlage wird aufgegeben",
  "replaces the site's issuing authority": "die ausstellende Zertifizierungsstelle der Anlage wird ersetzt",
  "gives up the site's authority": "die Zertifizierungsstelle der Anlage wird aufgegeben",
  "{name} asks for the role {role} for {minutes} minutes.": "{name} beantragt die Rolle {role} für {minutes} Minuten.",
  "{name} asks for the role {role} in {place_name} for {minutes} minutes.":
    "{name} beantragt die Rolle {role} in {place_name} für {minutes} Minuten.",
  "The break-glass account {operator} was used from {from}; somebody else must look at what was done with it.":
    "Das Notfallkonto {operator} wurde von {from} benutzt; jemand anders muss nachprüfen, was damit getan wurde.",
  viewer: "Betrachter",
  operator: "Bediener",
  supervisor: "Schichtleiter",
  engineer: "Techniker",
  auditor: "Prüfer",
  integration: "Anbindung",
};
