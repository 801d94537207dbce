import type { signIn as english } from "../english/sign-in.ts";
import type { Translated } from "../translated.ts";

export const signIn = {
  entry: {
    signInTitle: (site) => (site ? `Anmelden bei ${site}` : "Anmelden"),
    signInLead: "Alarme sind erst zu sehen und zu hören, wenn Sie angemeldet sind.",
    signIn: "Anmelden",
    signInFailed: "Sie sind nicht angemeldet.",
    provider: (name) => `Mit ${name} anmelden`,
    landing: {
      refused:
        "Mit diesem Konto können Sie sich hier nicht anmelden. Wer die Bediener verwaltet, findet den Grund im Prüfprotokoll.",
      unavailable:
        "Der Anbieter kann zurzeit nicht gefragt werden. Versuchen Sie es noch einmal, oder melden Sie sich mit Name und Kennwort dieses Servers an.",
      ended:
        "Diese Anmeldung wurde abgeschlossen, dauerte länger als zehn Minuten oder begann in einem anderen Browser. Beginnen Sie von vorn.",
    },
    sessionEnded: (at) => `Ihre Sitzung endete um ${at}.`,
    sessionEndedHint: "Dieser Bildschirm zeigt keine Alarme mehr. Melden Sie sich an, um weiterzuarbeiten.",
    enrolTitle: "Den ersten Administrator einrichten",
    enrolLead:
      "Dieser Server hat noch keine Bediener. Mit dem Einmalcode, den er beim Start ausgegeben hat, werden Sie sein erster Administrator.",
    enrol: "Administrator anlegen",
    enrolFailed: "Der Administrator wurde nicht angelegt.",
    code: "Einmalcode",
    codeHint: "Ausgegeben, wo der Server gestartet wurde; 60 Minuten gültig.",
    name: "Ihr Name",
    nameHint: "Wie er im Prüfprotokoll stehen soll: Anna Berg",
    id: "Anmeldename",
    idHint: "Kleinbuchstaben, Ziffern, Punkt, Bindestrich: anna.berg",
    password: "Kennwort",
    passwordHint: (n) => `Mindestens ${n} Zeichen. Am besten ein paar Wörter, die niemand zusammenbringen würde.`,
    passwordShort: (n, has) => `Das Kennwort hat ${has} Zeichen, es braucht mindestens ${n}.`,
    passwordRules: "Welche Kennwörter angenommen werden",
    expiredTitle: "Wählen Sie ein anderes Kennwort",
    expiredLead:
      "Diese Anlage verlangt von Zeit zu Zeit ein neues Kennwort, und Ihres ist alt. Danach werden die Alarme gezeigt.",
    passwordsDiffer: "Die beiden Kennwörter unterscheiden sich. Geben Sie dasselbe noch einmal ein.",
    again: "Kennwort noch einmal",
    showPassword: "Kennwort zeigen oder verbergen",
    emergencyWay: "Einen Umschlag für Notfälle öffnen",
    emergencyTitle: "Notfallkonto",
    emergencyLead:
      "Für einen Notfall, in dem sich sonst niemand anmelden kann. Das Kennwort gilt einmal; alle erfahren davon, und jemand anderes prüft, was getan wurde.",
    emergencyId: "Name auf dem Umschlag",
    credential: "Kennwort aus dem Umschlag",
    emergencyReason: "Was geschehen ist",
    emergency: "Umschlag verwenden",
  },
  factor: {
    title: "Zweiter Faktor",
    lead: "Ihr Kennwort stimmt. Beweisen Sie nun mit etwas, das Sie haben, dass Sie es sind.",
    code: "Code",
    codeHint: "Die sechs Ziffern, die Ihre Authentifizierungs-App jetzt zeigt",
    recoveryCode: "Wiederherstellungscode",
    recoveryCodeHint: "Einer der zehn auf Papier; er gilt einmal",
    passkey: "Passkey",
    passkeyHint: "Ihr Browser fragt nach dem Gerät, auf dem Ihr Passkey liegt.",
    passkeyRefused: (name) =>
      `Das Gerät hat nicht geantwortet (${name || "ohne Grund"}): Es wurde abgebrochen, dauerte zu lange, oder es hat keinen Passkey für diesen Server. Versuchen Sie es noch einmal.`,
    passkeyKnown: "Auf diesem Gerät liegt schon ein Passkey von Ihnen für diesen Server. Nehmen Sie ein anderes.",
    usePasskey: "Den Passkey verwenden",
    use: {
      app: "Einen Code der Authentifizierungs-App verwenden",
      passkey: "Einen Passkey verwenden",
      "recovery-code": "Einen Wiederherstellungscode verwenden",
    },
    name: {
      app: "Authentifizierungs-App",
      passkey: "Passkey",
      "recovery-code": "Wiederherstellungscodes",
    },
    back: "Von vorn beginnen",
    stepUpTitle: "Beweisen Sie, dass Sie es sind",
    stepUpLead: "Was Sie verlangt haben, ist kritisch. Ihr Beweis gilt fünf Minuten.",
    stepUpFailed: "Es wurde nichts geändert.",
    prove: "Weiter",
    atProvider: (name) =>
      `Sie kommen von ${name}: Melden Sie sich dort in einem eigenen Fenster noch einmal an. Das gilt zwei Minuten.`,
    vouched: (name) => `${name} bestätigt, dass Sie es sind. Machen Sie weiter.`,
    noWindow:
      "Der Browser hat kein Fenster geöffnet. Erlauben Sie dieser Adresse, Fenster zu öffnen, und versuchen Sie es noch einmal.",
    cameBack: "Sie sind es. Dieses Fenster kann geschlossen werden.",
    again: {
      refused:
        "Das wurde nicht angenommen: Jemand anderes hat sich dort angemeldet, oder es wurde nicht neu gefragt. Der Grund steht im Prüfprotokoll.",
      unavailable:
        "Der Anbieter kann zurzeit nicht gefragt werden. Versuchen Sie es noch einmal, oder lassen Sie einen Kollegen übernehmen.",
      ended: "Das dauerte zu lange, oder die Sitzung ist beendet. Versuchen Sie es noch einmal.",
    },
    setUpPasskeyTitle: "Einen Passkey einrichten",
    setUpPasskeyLead:
      "Diese Anlage verlangt von Ihrer Rolle einen Passkey: Er lässt sich keiner Seite verraten, die nur so aussieht wie diese. Richten Sie zwei ein, auf zwei Geräten; danach werden die Alarme gezeigt.",
    setUpTitle: "Einen zweiten Faktor einrichten",
    setUpLead:
      "Diese Anlage verlangt von Ihnen mehr als ein Kennwort. Richten Sie einen Passkey oder eine Authentifizierungs-App ein; danach werden die Alarme gezeigt.",
    codeTitle: "Jemand anderes lässt Sie einen zweiten Faktor einrichten",
    codeLead:
      "Diese Anlage verlangt von Ihnen mehr als ein Kennwort, und Sie haben noch nichts anderes. Ein Kennwort kann gestohlen werden.",
    codeFrom: (id) =>
      `Bitten Sie einen Sicherheitsadministrator um einen Einrichtungscode: Die Seite Bediener macht einen, und ebenso \`tocsin enrol ${id}\` auf der Maschine. Er gilt einmal und 60 Minuten.`,
    enrolmentCode: "Einrichtungscode",
    codeFailed: "Der Code wurde nicht angenommen.",
    goOn: "Weiter zu den Alarmen",
  },
  profile: {
    title: "Profil",
    lead: "Wie Sie sich anmelden, und wo Sie angemeldet sind.",
    notChanged: "Es wurde nichts geändert.",
    remove: "Entfernen",
    passkeys: "Passkeys",
    passkeysHint:
      "Ein Schlüssel in Ihrem Telefon, Ihrem Rechner oder einem Sicherheitsschlüssel. Der sicherste Weg: Er lässt sich keiner Seite verraten, die nur so aussieht wie diese.",
    addPasskey: "Passkey hinzufügen",
    passkeyName: "Name des Geräts",
    passkeyNameHint: "Damit Sie es wiederfinden: blauer Sicherheitsschlüssel",
    passkeySince: (at) => `Eingerichtet ${at}.`,
    lastUsed: (at) => `Zuletzt verwendet ${at}.`,
    neverUsed: "Nie verwendet.",
    askDevice: "Das Gerät fragen",
    app: "Authentifizierungs-App",
    appHint: "Eine App auf Ihrem Telefon, die sechs Ziffern zeigt, alle 30 Sekunden neue.",
    appSince: (at) => `Eingerichtet ${at}. Die Anmeldung fragt nach einem ihrer Codes.`,
    addApp: "Eine App einrichten",
    replaceApp: "Eine andere App einrichten",
    removeApp: "Die App entfernen",
    removing: {
      passkey: (name) => `Den Passkey „${name}“ entfernen?`,
      app: "Die Authentifizierungs-App entfernen?",
      apply: "Entfernen",
      passwordAlone: "Das ist Ihr letzter zweiter Faktor: Danach genügt Ihr Kennwort, um sich anzumelden.",
      codesEnd: "Ihre Wiederherstellungscodes gelten dann auch nicht mehr.",
      factorDemanded:
        "Das ist Ihr letzter zweiter Faktor, und diese Anlage verlangt einen von Ihnen. Richten Sie zuerst einen anderen ein; dann kann dieser weg.",
      passkeyDemanded:
        "Das ist Ihr letzter Passkey, und Sie müssen sich hier mit einem anmelden. Fügen Sie zuerst einen anderen hinzu; dann kann dieser weg.",
      appLeft: "Sie melden sich dann mit Ihrem Kennwort und einem Code Ihrer Authentifizierungs-App an.",
      passkeysLeft: (count) =>
        count === 1
          ? "Sie melden sich dann mit Ihrem Kennwort und dem Passkey an, der bleibt."
          : `Sie melden sich dann mit Ihrem Kennwort und einem der ${count} Passkeys an, die bleiben.`,
      ofPasskey:
        "Das lässt sich hier nicht rückgängig machen: Um das Gerät wieder zu verwenden, fügen Sie es neu hinzu. Es behält seinen Schlüssel, bis Sie ihn dort löschen.",
      ofApp:
        "Das lässt sich nicht rückgängig machen: Um wieder eine App zu verwenden, richten Sie sie neu ein. Die App zeigt ihren Eintrag, bis Sie ihn dort löschen.",
    },
    scan: "Lesen Sie dies mit der App ein, oder tippen Sie das Geheimnis ab. Geben Sie dann den Code ein, den sie zeigt.",
    qrLabel: "QR-Code mit dem Geheimnis für die App",
    secret: "Geheimnis",
    firstCode: "Code, den die App jetzt zeigt",
    confirm: "Bestätigen",
    recoveryCodes: "Wiederherstellungscodes",
    recoveryCodesHint:
      "Zehn Codes auf Papier, jeder gilt einmal, für den Tag, an dem Sie Ihre anderen Faktoren nicht bei sich haben.",
    recoveryCodesLater: "Sie stehen für einen Passkey oder eine App ein: Richten Sie zuerst eines davon ein.",
    codesLeft: (left, at) => `${left} von 10 sind übrig. Erstellt ${at}.`,
    makeCodes: "Wiederherstellungscodes erstellen",
    renewCodes: "Neue Codes erstellen",
    codesOnce:
      "Diese Codes werden nur jetzt gezeigt. Drucken Sie sie oder schreiben Sie sie auf; alle früheren gelten nicht mehr.",
    print: "Drucken",
    codesKept: "Ich habe sie aufbewahrt",
    password: "Kennwort",
    presentPassword: "Bisheriges Kennwort",
    newPassword: "Neues Kennwort",
    changePassword: "Das Kennwort ändern",
    passwordChanged: "Das Kennwort wurde geändert; Ihre anderen Sitzungen wurden beendet.",
    sessions: "Wo Sie angemeldet sind",
    thisSession: "Hier",
    unknownClient: "Ein Programm, das sich nicht nennt",
    sessionTimes: (since, active) => `seit ${since}, zuletzt tätig ${active}`,
    endSession: "Beenden",
  },
  push: {
    title: "Push",
    hint: "Alarme als Mitteilungen auf diesem Gerät, auch bei geschlossener Seite. Sie gehen über den Hersteller des Browsers, und niemand garantiert, dass sie ankommen: Sie müssen auch auf einem anderen Weg erreichbar sein.",
    notGuaranteed: "Push erreicht Sie vielleicht nicht:",
    obstacle: {
      insecure:
        "Dieser Browser hat für diese Seite keine Service Worker: Es ist ein privates Fenster, oder die Seite wurde nicht über https geöffnet.",
      untrusted:
        "Dieser Browser hat den Service Worker der Seite nicht angenommen, meist weil er dem Zertifikat des Servers nicht vertraut. Lassen Sie ihn der Zertifizierungsstelle der Anlage vertrauen, und laden Sie neu.",
      unsupported:
        "An diesen Browser lässt sich nichts zustellen. Auf einem iPhone oder iPad legen Sie diese Seite auf den Home-Bildschirm und öffnen sie von dort.",
      blocked:
        "Mitteilungen dieser Seite sind in diesem Browser gesperrt. Erlauben Sie sie in seinen Einstellungen für diese Adresse.",
    },
    notOn: "Push ist nicht eingeschaltet.",
    deviceName: "Name dieses Geräts",
    thisDevice: "Mein Telefon",
    switchOn: "Push hier einschalten",
    switchOff: "Ausschalten",
    here: "dieser Browser",
    since: (at) => `eingeschaltet seit ${at}`,
    failing: "Die letzte Nachricht kam nicht an:",
    lost: "Verloren:",
    test: "Eine Testnachricht senden",
    tested: "Eine Testnachricht ist unterwegs zu allen Ihren Geräten.",
    banner: (device) => `Push erreicht Sie auf „${device}“ nicht:`,
  },
  lock: {
    title: "Dieser Bildschirm ist gesperrt",
    lead: (name) => `${name} ist hier angemeldet. Alarme werden weiter gezählt und gehört.`,
    lock: "Diesen Bildschirm sperren",
    keys: "Alt+Umschalt+L",
    unlock: "Entsperren",
    unlockFailed: "Der Bildschirm bleibt gesperrt.",
    takeOver: "Als jemand anderes übernehmen",
    lateSteps: (n) =>
      n === 1
        ? "Ein Schritt eines Maßnahmenplans dauert zu lange."
        : `${n} Schritte von Maßnahmenplänen dauern zu lange.`,
    lateStepsHint: "Entsperren Sie den Bildschirm, um zu sehen, welcher, und weiterzumachen.",
    soundBlocked: "Der Browser gibt keinen Ton, bevor jemand diese Seite berührt hat. Klicken Sie einmal irgendwo hin.",
    notTold:
      "Bisher ist nur dieser Bildschirm gesperrt: Der Server hat noch nicht geantwortet. Er wird alle paar Sekunden wieder gefragt.",
    unmanned: (names) => `${names.join(" und ")}: Niemand überwacht das jetzt.`,
    unmannedHint: "Es muss besetzt sein: Ein Alarm folgt, wenn sich dort niemand anmeldet oder entsperrt.",
  },
  sessions: {
    title: "Sitzungen",
    hint: "Wer angemeldet ist, und wo. Eine Sitzung zu beenden wirkt sofort.",
    empty: "Niemand ist angemeldet",
    emptyHint:
      "Programme mit Zugriffsschlüsseln haben keine Sitzungen; sie stehen auf der Seite der Zugriffsschlüssel.",
    since: (at) => `Angemeldet seit ${at}.`,
    active: (at) => `Letzte Handlung ${at}.`,
    ends: (at) => `Endet ${at}.`,
    lockedSince: (at) => `Gesperrt seit ${at}`,
    watching: "Überwacht",
    notWatching: "Kein offener Bildschirm",
    own: "Das ist Ihre Sitzung",
    at: (address, workstation) =>
      workstation === null ? `Von ${address}` : `Am Arbeitsplatz ${workstation} (${address})`,
    end: "Sitzung beenden",
    really: (name) => `Die Sitzung von ${name} jetzt beenden`,
    notEnded: (name) => `Die Sitzung von ${name} wurde nicht beendet.`,
  },
  watch: {
    title: "Übergabe",
    hint: "Wer als Letzter überwacht, was besetzt sein muss, übergibt die Wache an einen Kollegen, der sie annimmt.",
    waiting: "Kollegen warten, dass Sie übernehmen",
    nothing: "Sie überwachen nichts, was besetzt sein muss. Sie können sich ohne Übergabe abmelden.",
    give: "Die Wache an einen Kollegen übergeben",
    watched: (names) => `Sie überwachen ${names}.`,
    alone: (names) => `Niemand sonst überwacht ${names}.`,
    noColleague: "Kein anderer Bediener darf dies überwachen. Ein Administrator kann jemandem dort eine Rolle geben.",
    to: "Wer übernimmt",
    toHint: "Die Person meldet sich an und nimmt auf dieser Seite an.",
    colleague: (name, here) => (here ? `${name} (angemeldet)` : name),
    note: "Was sie wissen sollte",
    noteHint: "Es bleibt im Prüfprotokoll.",
    offer: "Die Wache anbieten",
    notOffered: "Die Wache wurde nicht angeboten.",
    anyway: "Ohne Übergabe abmelden",
    anywayHint: (names) => `Ein Alarm sagt, dass niemand ${names} überwacht.`,
    notes: "Übergaben der letzten Woche",
    empty: "Noch keine Übergaben",
    emptyHint: "Was Sie einem Kollegen anbieten, und was ein Kollege Ihnen anbietet, steht hier mit seiner Notiz.",
    line: (from, to, names) => `${from} an ${to}: ${names}`,
    states: {
      offered: "Wartet auf die Annahme",
      accepted: "Angenommen",
      declined: "Abgelehnt",
      withdrawn: "Zurückgezogen",
      lapsed: "Verfallen: Niemand hat rechtzeitig geantwortet",
    },
    accept: "Übernehmen",
    decline: "Ablehnen",
    withdraw: "Zurückziehen",
    notAnswered: "Die Übergabe steht wie zuvor.",
  },
  workstations: {
    title: "Arbeitsplätze",
    hint: "Rechner, an denen jemand überwacht. Ein Browser wird mit einem Code zu einem davon; das Prüfprotokoll nennt ihn dann.",
    add: "Arbeitsplatz hinzufügen",
    empty: "Noch keine Arbeitsplätze",
    emptyHint:
      "Fügen Sie für jeden Platz, an dem jemand überwacht, einen hinzu, und machen Sie seinen Browser mit einem Code dazu.",
    area: (id) => `In der Partition ${id}.`,
    mustBeManned: "Muss besetzt sein.",
    manned: "Dort überwacht jemand",
    alone: "Dort überwacht niemand",
    browsers: (n) =>
      n === 0
        ? "Noch ist kein Browser daran gebunden."
        : n === 1
          ? "Ein Browser ist daran gebunden."
          : `${n} Browser sind daran gebunden.`,
    here: "Dieser Browser ist es.",
    code: "Code erstellen",
    codeIs: (code, until) => `Geben Sie ${code} vor ${until} im Browser des Arbeitsplatzes ein.`,
    codeFailed: "Es wurde kein Code erstellt.",
    release: "Seine Browser lösen",
    notReleased: "Seine Browser sind noch an ihn gebunden.",
    bindTitle: "Diesen Browser zu einem Arbeitsplatz machen",
    bindCode: "Code",
    bind: "Diesen Browser binden",
    bound: (name) => `Dieser Browser ist jetzt der Arbeitsplatz ${name}.`,
    notBound: "Dieser Browser wurde nicht gebunden.",
  },
} satisfies Translated<typeof english>;
