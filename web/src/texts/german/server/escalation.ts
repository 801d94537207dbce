/** Why somebody is told or nobody is, and how callouts go on, by the English sentence. */
export const escalation: Readonly<Record<string, string>> = {
  // Who is told, and why.
  "{name} was told by {method}: {why}": "{name} wurde über {method} verständigt: {why}",
  "{name} was told by {methods} and {method}: {why}": "{name} wurde über {methods} und {method} verständigt: {why}",
  "{number} more were told": "{number} weitere wurden verständigt",
  "named in the step": "in der Stufe genannt",
  "named in the fallback": "in der Rückfallebene genannt",
  "told already": "weiß schon davon",
  "named in a policy": "in einem Alarmierungsplan genannt",
  "member of {team}": "Mitglied von {team}",
  "on duty in {schedule}": "im Dienst in {schedule}",
  "on duty in {schedule} for {day}": "im Dienst in {schedule} an {day}",
  "on duty in {schedule} besides the others": "neben den anderen im Dienst in {schedule}",
  "standing in for {who} in {schedule}": "vertritt {who} in {schedule}",
  "standing in for everybody in {schedule}": "vertritt alle in {schedule}",
  "step {number}": "Stufe {number}",
  "step {number}, round {round}": "Stufe {number}, Durchgang {round}",
  "told before": "vorher verständigt",
  fallback: "Rückfallebene",
  "was told of the alarm, and its condition has gone": "wurde verständigt, und der Zustand besteht nicht mehr",
  // Who is not.
  "nobody is named": "niemand ist genannt",
  "{name} is not active": "{name} ist nicht aktiv",
  "person {id} does not exist": "die Person {id} gibt es nicht",
  "team {id} does not exist": "das Team {id} gibt es nicht",
  "team {team} has no members": "das Team {team} hat keine Mitglieder",
  "schedule {id} does not exist": "den Dienstplan {id} gibt es nicht",
  "nobody is on duty in {schedule}": "in {schedule} hat niemand Dienst",
  "{name} is not told: {skipped}": "{name} wird nicht verständigt: {skipped}",
  "{name} can't be reached: {skipped}": "{name} ist nicht erreichbar: {skipped}",
  "there is no contact method": "es gibt keinen Kontaktweg",
  "{method} does not exist": "{method} gibt es nicht",
  "{method} is not used: channel {channel} is off or does not exist":
    "{method} wird nicht benutzt: der Kanal {channel} ist aus, oder es gibt ihn nicht",
  "{method} is not used: its owner has not confirmed it": "{method} wird nicht benutzt: er ist nicht bestätigt",
  "{method} is not used: the person is not active": "{method} wird nicht benutzt: die Person ist nicht aktiv",
  "{method} of {name} is not used: channel {channel} is off or does not exist":
    "{method} von {name} wird nicht benutzt: der Kanal {channel} ist aus, oder es gibt ihn nicht",
  "{method} of {name} is not used: its owner has not confirmed it":
    "{method} von {name} wird nicht benutzt: er ist nicht bestätigt",
  "{method} of {name} is not used: the person is not active":
    "{method} von {name} wird nicht benutzt: die Person ist nicht aktiv",
  "{method} is withheld: {name} has quiet hours for {priority} and milder":
    "{method} wird zurückgehalten: {name} hat Ruhezeiten für {priority} und milder",
  "{method} is withheld: {name} has quiet hours until {time} for {priority} and milder":
    "{method} wird zurückgehalten: {name} hat bis {time} Ruhezeiten für {priority} und milder",
  "{method} of {whose} is withheld: {name} has quiet hours for {priority} and milder":
    "{method} von {whose} wird zurückgehalten: {name} hat Ruhezeiten für {priority} und milder",
  "{method} of {whose} is withheld: {name} has quiet hours until {time} for {priority} and milder":
    "{method} von {whose} wird zurückgehalten: {name} hat bis {time} Ruhezeiten für {priority} und milder",
  "life-safety": "Lebensgefahr",
  critical: "kritisch",
  high: "hoch",
  medium: "mittel",
  low: "niedrig",
  // The person's other methods.
  "{why}; earlier than planned, because {method} failed": "{why}; früher als geplant, weil {method} scheiterte",
  "earlier than planned, because {method} failed": "früher als geplant, weil {method} scheiterte",
  "{failed} failed, {method} is the next method of {name}":
    "{failed} scheiterte, {method} ist der nächste Kontaktweg von {name}",
  "digest {id} could not be sent by {method}: {why}": "die Sammelnachricht {id} ging nicht über {method}: {why}",
  "more than {number} messages to {name} by {method} within {seconds} s":
    "mehr als {number} Nachrichten an {name} über {method} innerhalb von {seconds} s",
  "{number} alarms since {time} in one message: flood": "{number} Alarme seit {time} in einer Nachricht: Meldeschwall",
  "{why}; in digest {ids}": "{why}; in der Sammelnachricht {ids}",
  "in digest {ids}": "in der Sammelnachricht {ids}",
  // Routes.
  "route {route} leads to policy {policy}": "die Zuordnung {route} führt zum Alarmierungsplan {policy}",
  "route {route} says that nobody is told": "die Zuordnung {route} sagt, dass niemand verständigt wird",
  "nobody is told: no route fits a {priority} alarm of {source} in partition {partition}; add a route that does":
    "niemand wird verständigt: Keine Zuordnung passt auf einen Alarm der Priorität {priority} von {source} in der Partition {partition}; legen Sie eine an, die passt",
  "nobody is told: {why}, which does not exist": "niemand wird verständigt: {why}, und den gibt es nicht",
  "{why}, which does not exist": "{why}, und den gibt es nicht",
  "as if a route led to policy {policy}": "als führte eine Zuordnung zum Alarmierungsplan {policy}",
  // How a callout goes on.
  "{name} acknowledged": "{name} hat quittiert",
  "{name} acknowledged; {missing} more of {needed} must answer":
    "{name} hat quittiert; von {needed} müssen noch {missing} antworten",
  "one acknowledgement is enough": "eine Quittierung genügt",
  "another occurrence began": "ein neues Auftreten hat begonnen",
  "the callout has ended": "die Alarmierung ist zu Ende",
  "the condition came back: the callout goes on": "der Zustand kam wieder: die Alarmierung geht weiter",
  "the condition has gone, and the policy asks for nobody then":
    "der Zustand ist gegangen, und der Alarmierungsplan verlangt dann niemanden mehr",
  "the alarm is acknowledged": "der Alarm ist quittiert",
  "acknowledged {seconds} s ago and still active": "vor {seconds} s quittiert und immer noch aktiv",
  "the alarm is still active {seconds} s after it was acknowledged":
    "der Alarm ist {seconds} s nach der Quittierung immer noch aktiv",
  "nobody is told before {time}: {why}": "vor {time} wird niemand verständigt: {why}",
  "nobody acknowledged in {what}, gone through {why}": "niemand hat quittiert: {what}, {why} durchlaufen",
  "1 step": "1 Stufe",
  "{number} steps": "{number} Stufen",
  "1 time": "einmal",
  "{number} times": "{number}-mal",
  "the fallback could not be told: {why}": "die Rückfallebene ließ sich nicht verständigen: {why}",
  "all of it has answered": "alle darin haben geantwortet",
  "nobody could be told: {why}, and no fallback either":
    "niemand ließ sich verständigen: {why}, und auch keine Rückfallebene",
  "there is nothing left to wait for": "es ist auf nichts mehr zu warten",
  "the policy begins later": "der Alarmierungsplan beginnt später",
  "step {number} waits for an answer": "Stufe {number} wartet auf Antwort",
  '"{alarm}" is not ringing, so there is nobody to escalate it to.':
    "„{alarm}“ ruft gerade niemanden; es gibt niemanden, an den sich eskalieren ließe.",
  '"{alarm}" can\'t be escalated, because {why}.': "„{alarm}“ lässt sich nicht eskalieren: {why}.",
  "There is no alarm {id}. Reload the list.": "Es gibt keinen Alarm {id}. Laden Sie die Liste neu.",
  // Notices.
  "a shift is offered, taken or given up": "ein Dienst wird angeboten, übernommen oder abgegeben",
  "{who} asked for it in the procedure {procedure}": "{who} verlangte es im Maßnahmenplan {procedure}",
  // The simulator.
  "the simulation looks no further ahead": "weiter voraus sieht die Simulation nicht",
  "the simulation shows no more than {number} messages": "mehr als {number} Nachrichten zeigt die Simulation nicht",
  "nothing is left to do": "es bleibt nichts zu tun",
};
