/** The way from an empty site to the first acknowledged test alarm. */
export const checklist = {
  checklist: {
    title: "Set up the site",
    hint: "From nothing to the first alarm that somebody acknowledged. Each step finds out by itself whether it is done.",
    empty: "This site is empty: nothing is heard and nobody can be told.",
    emptyHint: "The checklist leads to the first acknowledged test alarm:",
    progress: (done: number, of: number) => `${done} of ${of} steps done`,
    done: "Done",
    open: "Open",
    /** What the button of a step does; then again. */
    deed: {
      setting: "Name the site",
      channel: "Add a channel",
      person: "Add a person",
      policy: "Write a policy",
      route: "Add a route",
      source: "Connect a source",
      point: "Name a point",
    } as Readonly<Record<string, string>>,
    again: {
      setting: "Change the settings",
      channel: "Add another channel",
      person: "Add another person",
      policy: "Write another policy",
      route: "Add another route",
      source: "Connect another source",
      point: "Name another point",
    } as Readonly<Record<string, string>>,
    verify: (name: string) => `Verify: ${name}`,
    page: (title: string) => `Page: ${title}`,
    mend: (title: string) => `Find out what is wrong: ${title}`,
    next: (number: number, title: string) => `Next, step ${number}: ${title}`,
    back: "Back to the checklist",
    leave: "Leave the set-up",
    steps: {
      name: {
        title: "Name the site and its time zone",
        why: "The name stands in every message, and all times follow this time zone.",
      },
      channel: {
        title: "Add a way to reach people",
        why: "A channel sends the messages: e-mail, SMS, telephone call, push. Without one, alarms show on screens only.",
      },
      person: {
        title: "Add a person with a contact method",
        why: "Who is told about an alarm, and at which number or address.",
      },
      verified: {
        title: "Verify the number or address",
        why: "Alarms go to verified numbers and addresses only. Open the person and send them a code; once it has arrived and is entered, the number is right. If you know that it is right anyway, you can vouch for it.",
      },
      policy: {
        title: "Say who is told when",
        why: "A policy is a list: first Anna, and if she has not answered after 5 minutes, Ben. It ends as soon as somebody acknowledges.",
      },
      route: {
        title: "Say which alarms are told that way",
        why: "A route leads alarms to a policy. One without conditions is enough to begin with: the policy then holds for all alarms.",
      },
      source: {
        title: "Connect a device or program",
        why: "A source is what reports alarms: a fire panel, a PLC by Modbus, your own program by HTTP.",
      },
      point: {
        title: "Name points and say what to do",
        why: "A point is one signal of a source, such as “Pump 3 tripped”. Give it a name and write down what to do: at 3 a.m. nobody knows what zone 17 is.",
      },
      test: {
        title: "Make a test alarm and acknowledge it",
        why: "Raise an alarm here for which nothing has happened, and acknowledge it. Then you know that the whole way works, from the source to the answer.",
      },
    },
  },
};
