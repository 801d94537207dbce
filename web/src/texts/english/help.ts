/** What a page is for, and what to do there next. */
interface PageHelp {
  readonly what: string;
  readonly next: string;
}

export const help = {
  pageHelp: {
    what: "What it is for",
    next: "What to do next",
    figures: "How each figure is counted, and what is good",
    keys: "Keys",
    everywhere: [
      [["Ctrl", "K"], "search, go anywhere, order anything"],
      [["F1", "?"], "this help"],
      [["Alt", "Shift", "L"], "lock this screen"],
      [["Tab"], "next control; Shift+Tab: the one before"],
      [["Esc"], "close a dialog"],
    ] as readonly (readonly [readonly string[], string])[],
    tour: "Show me around",
    unknown: {
      what: "This page has no help of its own.",
      next: "Ctrl+K finds every page, alarm and document by its name.",
    } as PageHelp,
    of: {
      "/": {
        what: "Everything that is wrong now, the most urgent first. New alarms come by themselves and sound until somebody acknowledges or silences them.",
        next: "Open the topmost alarm with Enter, read what to do, and acknowledge it with A. To acknowledge says that you know and act; it repairs nothing.",
      },
      "/journal": {
        what: "Everything that was recorded: each event as it came with what the source sent, or what happened to alarms and who did it.",
        next: "Write a word or choose a time, and open a row with Enter. The address holds the search, so that it can be sent to a colleague.",
      },
      "/hand-over": {
        what: "Gives the watch to a colleague, with what they must know, and takes it over.",
        next: "Choose who comes next, write what is unusual, and offer the watch. You stay responsible until it is accepted.",
      },
      "/on-call": {
        what: "Who is on duty now and next in each schedule, and where nobody is.",
        next: "Gaps are told in red: fill them before they come. A schedule without rotations tells nobody.",
      },
      "/policies": {
        what: "Who is told about an alarm, in which order, and how long each step waits for an answer.",
        next: 'Make a policy with at least two steps, then a route that leads alarms to it. Try both under "Who would be told".',
      },
      "/simulate": {
        what: "Shows who would be told about an alarm at a given moment, by what and why, without telling anybody.",
        next: "Choose a source and a time at night: if nobody answers there, change the policy now and not then.",
      },
      "/channels": {
        what: "The ways in which messages leave: mail, text message, call, pager, chat, radio.",
        next: "Have two channels that don't share a line. Try each with a test message, and watch its state here.",
      },
      "/deliveries": {
        what: "Every message that was to go out, each attempt, and what became of it.",
        next: "Filter by person or channel to see why somebody was not reached.",
      },
      "/message-templates": {
        what: "The words in which people are told, for each kind of message and channel.",
        next: "Change one and look at the preview. Without templates, the built-in words are used.",
      },
      "/pronunciation": {
        what: "How names and abbreviations are spoken in calls and announcements.",
        next: "Enter a word as it is written, then as it sounds, and listen.",
      },
      "/drills": {
        what: "Test messages at fixed times that prove that people can be reached.",
        next: "Make one for everybody with a duty. A drill that nobody received is an alarm.",
      },
      "/sources": {
        what: "The panels, controllers and programs that report, and how their links fare.",
        next: "Add a source, then look whether it is up. What it sends and nobody knows yet can be adopted here.",
      },
      "/workstations": {
        what: "The screens at which people watch, and the displays on walls.",
        next: "Add one for each place, make a code, and enter it in the browser there.",
      },
      "/people": {
        what: "Everybody who can be told about alarms, with their numbers and addresses.",
        next: "Add a person with two ways to reach them, and have both verified.",
      },
      "/operators": {
        what: "The accounts of those who sign in.",
        next: "Give everybody an account of their own with the smallest role that lets them work.",
      },
      "/roles": {
        what: "What each role may do.",
        next: "Use the shipped roles where they fit; make one of your own where they give too much.",
      },
      "/access-review": {
        what: "Who has which rights, and who has not used them for long.",
        next: "Go through the list, take away what isn't needed, and close the review.",
      },
      "/sessions": {
        what: "Everybody who is signed in now, and where.",
        next: "End a session that you don't know. It takes effect at once.",
      },
      "/directories": {
        what: "Where people sign in who have no password here: LDAP, Active Directory, OpenID Connect.",
        next: "Connect one, map its groups to roles, and try it before you rely on it.",
      },
      "/approvals": {
        what: "What waits for a second person, and requests for more rights for a while.",
        next: "Read who asks for what and why, then approve or deny it with a comment.",
      },
      "/kept-history": {
        what: "How much history the database holds, what is removed when, and what stays.",
        next: "Change how long each kind stays, or place a legal hold on the page of the audit trail.",
      },
      "/audit-trail": {
        what: "Who did what and when, in a chain that can't be changed unnoticed.",
        next: "Filter by person or time. Verify the chain, and export what somebody else must check.",
      },
      "/sign-in-rules": {
        what: "What the site demands of those who sign in: passwords, second factors, locks.",
        next: "Demand a second factor of everybody who administers.",
      },
      "/break-glass": {
        what: "Accounts for emergencies, whose use is an alarm.",
        next: "Keep the credentials sealed in a safe, and test them once a year.",
      },
      "/tokens": {
        what: "Keys for programs that call the API.",
        next: "Make one for each program with as few scopes as it needs. It is shown once.",
      },
      "/modules": {
        what: "Parts of Tocsin on other machines, and the second core of a pair.",
        next: "Look at links and latency. Restart a module here when it hangs.",
      },
      "/trust": {
        what: "The site's certificates: who is known, until when, and who is refused.",
        next: "Renew what ends soon, and refuse a machine that was stolen.",
      },
      "/joining": {
        what: "Lets another machine become a part of this site.",
        next: "Open the window, start the module there, and compare the code on both.",
      },
      "/ports": {
        what: "Who connects to whom, and whether this machine's firewall agrees.",
        next: "Give the matrix to whoever looks after the network, or load the rules.",
      },
      "/numbers": {
        what: "How the alarm system itself fares: rates, floods, what rings most, how fast people answer.",
        next: "Look at the ten that ring most: a deadband or delay for each of them quiets half of the list.",
      },
      "/plans": {
        what: "Floor plans and maps with the alarms where they are.",
        next: "Add a plan, place its points by dragging, and an alarm shows the way to itself.",
      },
      "/areas": {
        what: "The tree of sites, buildings and rooms, and what holds for everything in them.",
        next: "Write instructions at the highest area for which they are true; what lies below inherits them.",
      },
      "/my-shift": {
        what: "Your own duty: when it is, what you are told by, and how to be taken off.",
        next: "Test your methods at the beginning of a shift. If you can't come, have somebody take over here.",
      },
      "/procedures": {
        what: "Steps to be gone through when an alarm of a kind comes.",
        next: "Begin with the alarm that nobody wants to meet unprepared, and go through it with those who will.",
      },
      "/reports": {
        what: "Figures that are sent by mail at fixed times.",
        next: "Make one for whoever looks after the alarm system, once a week.",
      },
      "/setup": {
        what: "From an empty site to the first acknowledged test alarm, step by step.",
        next: "Do the topmost step that isn't done. The last one raises a real test alarm.",
      },
      "/points": {
        what: "Everything that can report, with its names, conditions and priorities.",
        next: "Search, change several at once, or take a list over as CSV after a look at what it would change.",
      },
      "/files": {
        what: "Every file that somebody has uploaded, and where it is shown.",
        next: "Drop new ones at the top. What is shown nowhere any more can be removed, which makes room.",
      },
      "/documents": {
        what: "Everything that is configured, as text, with its history.",
        next: "Copy a document, try a change without making it, or go back to an earlier version.",
      },
      "/profile": {
        what: "Your own account: password, second factors, push, sessions.",
        next: "Set up a second factor, and recovery codes for when it is lost.",
      },
      "/screen": {
        what: "Sound, look and windows of the screen that you sit at.",
        next: "Test each sound at the beginning of a shift and say whether you heard it.",
      },
    } as Readonly<Record<string, PageHelp>>,
  },
};
