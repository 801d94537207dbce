import { WAYS } from "#site/ways.ts";
import type { NumberWords } from "./words.ts";

const flood = (startsAt: number, endsBelow: number) =>
  `Anteil an der beobachteten Zeit. Ein Alarmschauer beginnt, sobald in einem gleitenden Fenster von 10 Minuten ${startsAt} Alarme gekommen sind, und endet, sobald es weniger als ${endsBelow} sind.`;

export const german: NumberWords = {
  locale: "de-DE",
  flood,
  counted:
    "Gezählt werden gemeldete Alarme: Übergänge in „unquittiert“, jede Wiedermeldung für sich. Eine Partition ist ein Bedienplatz; die ganze Anlage ist die Summe ihrer Partitionen. Zurückgestellte, unterdrückte und außer Betrieb genommene Alarme werden gesondert gezählt, Meldungen von Punkten im Testbetrieb stehen in keiner Zahl. Ein Intervall gilt als beobachtet, solange der Server und mindestens eine Quelle des Bedienplatzes erreichbar waren.",
  kpis: {
    "rate-ten-minutes": {
      name: "Alarme je 10 Minuten",
      definition:
        "Gemeldete Alarme geteilt durch die beobachteten 10-Minuten-Intervalle, nach UTC ausgerichtet. Ein Mittelwert verdeckt Alarmschauer: Sehen Sie sich auch die Verteilung an.",
      target: "etwa 1 annehmbar, etwa 2 gerade noch beherrschbar (ISA-18.2)",
    },
    "rate-hour": {
      name: "Alarme je Stunde",
      definition: "Das Mittel der beobachteten 10-Minuten-Intervalle, mal 6.",
      target: "etwa 6 annehmbar, höchstens etwa 12 (ISA-18.2)",
    },
    "rate-day": {
      name: "Alarme je Tag",
      definition: "Das Mittel der beobachteten 10-Minuten-Intervalle, mal 144.",
      target:
        "etwa 150 annehmbar (ISA-18.2:2009, die Ausgabe 2016 nennt keine Zahl; IEC 62682 nennt 144), höchstens etwa 300",
    },
    "over-ten": {
      name: "10-Minuten-Intervalle mit mehr als 10 Alarmen",
      definition: "Ihr Anteil an den beobachteten 10-Minuten-Intervallen, nach UTC ausgerichtet.",
      target: "unter 1 %; 1 bis 5 % überschritten, über 5 % weit überschritten (ISA-18.2)",
    },
    "over-thirty": {
      name: "Stunden mit mehr als 30 Alarmen",
      definition: "Ihr Anteil an den beobachteten vollen Stunden.",
      target: "unter 1 %",
    },
    "max-ten-minutes": {
      name: "Meiste Alarme in einem 10-Minuten-Intervall",
      definition: "Die größte Zahl eines 10-Minuten-Intervalls, nach UTC ausgerichtet.",
      target: "höchstens 10 (ISA-18.2)",
    },
    "flood-time": {
      name: "Zeit im Alarmschauer",
      definition: flood(10, 5),
      target: "unter 1 % (ISA-18.2)",
    },
    "flood-count": { name: "Alarmschauer", definition: "Ihre Anzahl, nach dem gleitenden Fenster.", target: "" },
    upset: {
      name: "Alarme in den ersten 10 Minuten eines Alarmschauers",
      definition: "Im schlimmsten Alarmschauer: Alarme innerhalb von 10 Minuten ab seinem ersten (EEMUA 191, „upset“).",
      target: "unter 10 beherrschbar, 20 bis 100 schwer, über 100 zu viel (EEMUA 191)",
    },
    "day-peak": {
      name: "Mittel der Tagesspitzen",
      definition:
        "Die größte Zahl eines 10-Minuten-Intervalls je Tag, gemittelt über die Tage, die mindestens zur Hälfte beobachtet wurden (EEMUA 191, 3. Ausgabe).",
      target: "",
    },
    "top-ten": {
      name: "Anteil der zehn häufigsten",
      definition: "Meldungen der zehn häufigsten Alarme, gemessen an allen Meldungen.",
      target: "höchstens 5 %; bis 15 % überschritten, darüber weit überschritten (ISA-18.2)",
    },
    chattering: {
      name: "Flatternde Alarme",
      definition:
        "Alarme, die innerhalb von 60 s dreimal oder öfter ausgelöst wurden, beide Enden eingeschlossen. Was verborgen war, zählt nicht.",
      target: "keine (ISA-18.2)",
    },
    fleeting: {
      name: "Flüchtige Alarme",
      definition: "Alarme, die im Zeitraum weniger als 10 s anstanden und innerhalb von 60 s nicht wiederkamen.",
      target: "keine (ISA-18.2)",
    },
    stale: {
      name: "Dauerhaft anstehende Alarme am schlimmsten Tag",
      definition:
        "Alarme, die ununterbrochen länger als 24 h anstehen und nicht beiseitegelegt sind, gezählt je Tag (UTC).",
      target: "weniger als 5 an jedem Tag, jeder mit einem Plan (ISA-18.2)",
    },
    standing: {
      name: "Anstehende Alarme",
      definition: "Am Ende des Zeitraums aktiv, ohne zurückgestellte, unterdrückte und außer Betrieb genommene.",
      target: "weniger als 10 je Bedienplatz",
    },
    shelved: {
      name: "Derzeit zurückgestellte Alarme",
      definition: "Zurückgestellt, als diese Zahlen ermittelt wurden, und nicht am Ende des Zeitraums.",
      target: "weniger als 30",
    },
    "shelved-age": {
      name: "Mittlere Dauer der Zurückstellung",
      definition:
        "Der derzeit zurückgestellten Alarme: seit sie ohne Unterbrechung zurückgestellt sind, auch wenn das Ende verschoben wurde.",
      target: "",
    },
    suppressed: {
      name: "Derzeit unterdrückte Alarme",
      definition: "Alarme, die eine Regel der Anlage oder ihr Gerät derzeit unterdrückt, ob sie anstehen oder nicht.",
      target: "",
    },
    "out-of-service": {
      name: "Derzeit außer Betrieb genommene Alarme",
      definition: "Alarme, die jemand außer Betrieb genommen und noch niemand wieder in Betrieb genommen hat.",
      target: "",
    },
    overdue: {
      name: "Länger beiseitegelegt als erlaubt",
      definition:
        "Alarme, die ohne Unterbrechung länger zurückgestellt sind, als die Anlage für ihre Priorität erlaubt, oder über das geplante Ende hinaus außer Betrieb sind. Derzeit, und nicht am Ende des Zeitraums.",
      target: "keine",
    },
    unauthorised: {
      name: "An den Regeln vorbei unterdrückt oder geändert",
      definition:
        "Am Gerät unterdrückte Alarme; für die ganze Anlage außerdem, was Alarme in großer Zahl verbirgt und von einer Person allein veranlasst wurde, sowie Punkte, die auf dem Rechner selbst geändert wurden, wo kein Recht verlangt wird. Was Berechtigte zurückstellen oder außer Betrieb nehmen und was Regeln der Anlage unterdrücken, zählt nicht dazu.",
      target: "keine (ISA-18.2)",
    },
    "share-low": {
      name: "Anteil der Priorität „niedrig“",
      definition: "An allen gemeldeten Alarmen, nach der Priorität, die ein Alarm jetzt hat.",
      target: "etwa 80 % (ISA-18.2)",
    },
    "share-medium": {
      name: "Anteil der Priorität „mittel“",
      definition: "An allen gemeldeten Alarmen, nach der Priorität, die ein Alarm jetzt hat.",
      target: "etwa 15 % (ISA-18.2)",
    },
    "share-high": {
      name: "Anteil der Priorität „hoch“",
      definition: "An allen gemeldeten Alarmen, nach der Priorität, die ein Alarm jetzt hat.",
      target: "etwa 5 % (ISA-18.2)",
    },
    "share-grave": {
      name: "Anteil von „kritisch“ und „Lebensgefahr“",
      definition: "An allen gemeldeten Alarmen, nach der Priorität, die ein Alarm jetzt hat.",
      target: "unter 1 % (ISA-18.2, eine vierte Priorität)",
    },
    "first-answer": {
      name: "Zeit bis zur ersten Antwort, Median",
      definition: "Vom Beginn einer Alarmierung bis zur ersten Quittierung durch einen Menschen.",
      target: "",
    },
    "first-answer-p95": {
      name: "Zeit bis zur ersten Antwort, 95 %",
      definition: "Bei 95 von 100 beantworteten Alarmierungen kam die erste Quittierung innerhalb dieser Zeit.",
      target: "",
    },
    delivered: {
      name: "Zugestellte oder angenommene Nachrichten",
      definition:
        "Nachrichten über Alarme, die zugestellt oder angenommen wurden, gemessen an allen abgeschlossenen. Was durch eine Antwort überflüssig wurde oder in einer Sammelnachricht aufging, ist nicht dabei.",
      target: "",
    },
  },
  bands: {
    within: "im Ziel",
    beyond: "Ziel überschritten",
    "far-beyond": "Ziel weit überschritten",
    unjudged: "nicht zu beurteilen: zu wenig beobachtet",
  },
  priorities: { "life-safety": "Lebensgefahr", critical: "kritisch", high: "hoch", medium: "mittel", low: "niedrig" },
  tables: {
    kpis: {
      title: "Kennzahlen",
      columns: ["Kennzahl", "Wert", "Einheit", "Abdeckung", "gemessen am Ziel", "Ziel", "Definition"],
    },
    positions: {
      title: "Bedienplätze",
      columns: [
        "Partition",
        "Alarme",
        "je 10 min",
        "meiste in 10 min",
        "Intervalle über 10",
        "Alarmschauer",
        "Zeit im Alarmschauer",
        "Abdeckung",
      ],
    },
    series: { title: "Alarme im Verlauf", columns: ["ab (UTC)", "Sekunden", "Alarme"] },
    distribution: { title: "Verteilung der 10-Minuten-Intervalle", columns: ["Alarme im Intervall", "Intervalle"] },
    days: { title: "Tage", columns: ["Tag (UTC)", "Mittel je 10 min", "meiste in 10 min"] },
    floods: {
      title: "Alarmschauer",
      columns: [
        "Beginn (UTC)",
        "Ende (UTC)",
        "Dauer (s)",
        "Alarme",
        "meiste in 10 min",
        "meiste in einer Minute",
        "erster Alarm",
        "häufigste",
      ],
    },
    "top-ten": {
      title: "Die zehn häufigsten",
      columns: ["Alarm", "Punkt", "Bedingung", "Partition", "Meldungen", "Anteil"],
    },
    "bad-actors": {
      title: "Was man gegen sie tun kann",
      columns: [
        "Alarm",
        "Punkt",
        "Bedingung",
        "Meldungen",
        "Einstellung",
        "ist",
        "Vorschlag",
        "Auslösungen vorher",
        "Auslösungen nachher",
        "längste Auslösung später um (s)",
        "nachgespielt",
      ],
    },
    chattering: {
      title: "Flatternde Alarme",
      columns: ["Alarm", "Punkt", "Bedingung", "Beginn des Flatterns (Anzahl)", "Auslösungen"],
    },
    fleeting: {
      title: "Flüchtige Alarme",
      columns: ["Alarm", "Punkt", "Bedingung", "flüchtige Auslösungen", "Auslösungen"],
    },
    stale: { title: "Dauerhaft anstehende Alarme je Tag", columns: ["Tag (UTC)", "Alarme"] },
    standing: { title: "Am längsten anstehende Alarme", columns: ["Alarm", "Punkt", "Bedingung", "aktiv seit (UTC)"] },
    "set-aside": {
      title: "Beiseitegelegt: derzeit und im Zeitraum",
      columns: [
        "wie",
        "Alarme derzeit",
        "mittlere Dauer (s)",
        "am längsten seit (UTC)",
        "länger als erlaubt",
        "im Zeitraum verborgene Auslösungen",
      ],
    },
    "set-aside-now": {
      title: "Derzeit beiseitegelegte Alarme",
      columns: [
        "Alarm",
        "Punkt",
        "Bedingung",
        "wie",
        "seit (UTC)",
        "durch",
        "Grund",
        "geplant bis (UTC)",
        "länger als erlaubt",
      ],
    },
    priorities: { title: "Prioritäten", columns: ["Priorität", "Alarme", "Anteil"] },
    acknowledged: {
      title: "Zeit bis zur Quittierung",
      columns: ["nach", "Gruppe", "Quittierungen", "Median (s)", "95 % innerhalb von (s)"],
    },
    channels: {
      title: "Zustellung je Kanal",
      columns: [
        "Kanal",
        "abgeschlossen",
        "zugestellt",
        "angenommen",
        "nicht zugestellt",
        "Erfolg",
        "Versuche je Nachricht",
      ],
    },
    steps: { title: "Eskalation", columns: ["Stufe", "Alarmierungen, die sie erreichten"] },
    "outside-hours": {
      title: "Alarmierungen außerhalb der Arbeitszeit",
      columns: ["Person", "Alarmierungen"],
    },
    unanswered: { title: "Nicht angenommene Anrufe", columns: ["Person", "nicht angenommen", "von"] },
    unauthorised: { title: "An den Regeln vorbei unterdrückt oder geändert", columns: ["wie", "Anzahl"] },
    "opc-ua": { title: "Alarmmetriken nach OPC UA (OPC 10000-9 §9.2)", columns: ["Variable", "Wert", "Einheit"] },
  },
  hints: {
    floods:
      "Nach dem gleitenden Fenster. Die letzten 200; was früher begann und anhielt, steht mit seinem Beginn in der Liste.",
    chattering: "Die zehn schlimmsten: wie oft jeder zu flattern begann und wie oft er ausgelöst wurde.",
    fleeting: "Die zehn schlimmsten: wie viele Auslösungen eines Alarms flüchtig waren.",
    standing: "Die 50, die am längsten anstehen, ohne beiseitegelegte.",
    acknowledged:
      "Von der letzten Meldung eines Alarms bis zu seiner ersten Quittierung, von wem und auf welchem Weg auch immer. Was niemand quittiert hat, ist nicht dabei.",
    channels:
      "Abgeschlossene Nachrichten über Alarme. Zugestellt: Die Gegenseite hat die Ankunft bestätigt; angenommen: Sie hat die Nachricht genommen und sagt nicht mehr. Der Erfolg sind beide, gemessen an allen abgeschlossenen.",
    steps: "Bei wie vielen Alarmierungen in einer Stufe jemand benachrichtigt wurde.",
    unanswered:
      "Abgeschlossene Anrufe, die niemand annahm, gemessen an allen abgeschlossenen Anrufen bei dieser Person.",
  },
  wholeSite: "Die ganze Anlage",
  coverage: (share) => `Abdeckung ${share}: So viel der Zeit waren Server und Quellen erreichbar.`,
  noTargets: "Ziele gelten je Bedienplatz. Dies ist die Summe mehrerer: Wählen Sie einen aus, um zu vergleichen.",
  short:
    "Die Ziele gelten für 30 Tage und mehr (ISA-18.2 §16.4): Ein kurzer Zeitraum erfüllt oder verfehlt sie durch Zufall.",
  unobserved: (share) =>
    `Weniger als ${share} dieser Zeit wurden beobachtet, deshalb gilt nichts darin als gut. Was sein Ziel schon überschreitet und nur noch steigen könnte, wird weiter so genannt.`,
  now: "derzeit",
  nothing: "nichts",
  settings: { deadband: "Hysterese", offDelayMs: "Rückfallverzögerung", onDelayMs: "Ansprechverzögerung" },
  effect: (before, after, laterMs) =>
    `wären ${after} statt ${before} gewesen${laterMs > 0 ? `, und die längste Auslösung wäre ${laterMs / 1000} s später gekommen` : ", und die längste Auslösung wäre nicht später gekommen"}`,
  noSuggestion: "Keine Hysterese oder Verzögerung hätte genug geholfen.",
  atDevice: "am Gerät einzustellen",
  basis: { signal: "aufgezeichnete Werte", times: "Zeiten des Alarms" },
  hours: (hours, zone) => `Arbeitszeit: ${hours === "" ? "keine" : hours} (${zone})`,
  unauthorised: {
    atDevice: "am Gerät unterdrückt",
    alone: "verbirgt Alarme und wurde von einer Person allein veranlasst",
    onMachine: "Punkte, die auf dem Rechner selbst geändert wurden",
  },
  setAside: {
    shelved: "zurückgestellt",
    suppressed: "unterdrückt",
    "out-of-service": "außer Betrieb",
    overdue: "ja",
    device: "ihr Gerät",
    rule: (name) => `Regel ${name}`,
  },
  charts: {
    title: "Diagramme",
    series: "Alarme im Verlauf",
    tenMinutes: (zone) => `Alarme je 10 Minuten (${zone})`,
    hour: (zone) => `Alarme je Stunde (${zone})`,
    day: () => "Alarme je Tag (UTC)",
    distribution: "Wie viele 10-Minuten-Intervalle wie viele Alarme hatten",
  },
  by: { priority: "Priorität", via: "Weg" },
  ways: WAYS.de,
  report: {
    periods: { day: "Täglich", week: "Wöchentlich", "30-days": "30 Tage" },
    subject: (name, site) => `${name}: ${site}`,
    about: (from, to, zone) => `Von ${from} bis ${to} (${zone})`,
    late: (due) =>
      `Dieser Bericht war am ${due} fällig. Der Server lief da nicht, deshalb kommt er verspätet; er umfasst den Zeitraum, für den er fällig war.`,
    askedFor: "Dieser Bericht wurde außerhalb seiner Zeiten angefordert.",
    look: "Die Seite mit diesen Zahlen öffnen",
    attached: "Der Bericht ist als PDF angehängt, jede Tabelle als CSV-Datei.",
    definitions: "Wie jede Kennzahl gezählt wird",
    ofPage: "Alarmkennzahlen",
    of: (partitions) => `Bedienplätze: ${partitions}`,
  },
};
