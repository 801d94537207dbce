import { type Answer, noItems, type PageUnderTest, site } from "./page-under-test.ts";

/** What somebody does about themselves and others, about trust, and about the server. */
export const SECURITY_PAGES: readonly PageUnderTest[] = [
  {
    route: "/profile",
    needs: { api: /\/api\/v1\/profile$/, what: "Profile" },
    shows: "[aria-labelledby=profile-passkeys]",
    empty: {
      answer: (answer) => ({ ...answer, passkeys: [], whyNoPasskeys: null }),
      says: "A key in your telephone, your computer or a security key. The safest way: it can't be given to a page that only looks like this one.",
    },
    action: /^Add a passkey/,
  },
  {
    route: "/screen",
    shows: "[data-testid=sound-section]",
    empty: "how a screen looks and sounds is never nothing",
    action: /^Day and night/,
  },
  {
    route: "/sessions",
    needs: { api: /\/api\/v1\/sessions$/, what: "Sessions" },
    shows: "[data-testid=session]",
    empty: noItems("Programs with tokens have no sessions; they are on the page of tokens."),
    order: ["End session", "End the session of Bert Roth now"],
    action: /^End session/,
  },
  {
    route: "/workstations",
    needs: { api: /\/api\/v1\/workstations$/, what: "Workstations" },
    shows: "[data-testid=workstation]",
    empty: noItems(
      "Add one for each place at which somebody watches, then make its browser that workstation with a code.",
    ),
    order: ["Make a code"],
    action: /^Add a workstation/,
  },
  {
    route: "/hand-over",
    needs: { api: /\/api\/v1\/hand-overs$/, what: "Hand-overs of the last week" },
    shows: "[data-testid=hand-over]",
    empty: noItems("What you offer a colleague, and what a colleague offers you, is shown here with its note."),
    order: ["Withdraw"],
    action: /^Withdraw/,
  },
  {
    route: "/approvals",
    needs: { api: /\/api\/v1\/approvals\?/, what: "Approvals" },
    shows: "[data-testid=approval]",
    empty: noItems(
      "Requests appear here when somebody asks for a critical change, for a role for a limited time, or when a break-glass account was used.",
    ),
    order: ["Deny"],
    action: /^Approve and carry out/,
  },
  {
    route: "/operators",
    needs: { api: /\/api\/v1\/operators$/, what: "Operators" },
    shows: "[data-testid=operator]",
    empty: noItems(
      "Let a second administrator sign in: if you are away, nobody can help, and critical changes need two people.",
    ),
    order: ["Enrolment code"],
    action: /^Let somebody sign in/,
  },
  {
    route: "/roles",
    needs: { api: /\/api\/v1\/roles$/, what: "Roles" },
    shows: "[data-testid=matrix]",
    empty: {
      answer: (answer) => answer,
      says: "Create one when none of the shipped roles fits. It can't grant more than you hold yourself.",
    },
    action: /^Create a role/,
  },
  {
    route: "/access-review",
    needs: { api: /\/api\/v1\/access-review$/, what: "Access review" },
    shows: "[data-testid=review]",
    empty: noItems("Operators appear here whose roles lie within your partitions."),
    action: /^Download as CSV/,
  },
  {
    route: "/sign-in-rules",
    needs: { api: /\/api\/v1\/(site\/setting\/site|roles)$/, what: "Sign-in rules" },
    shows: "form",
    empty: "there always are rules",
    order: ["Save"],
    action: /^Save/,
  },
  {
    route: "/break-glass",
    needs: { api: /\/api\/v1\/break-glass$/, what: "Break-glass accounts" },
    shows: "[data-testid=break-glass]",
    empty: noItems(
      "On the machine, `tocsin operators break-glass emergency-1` makes one and prints its credential once. Seal it in an envelope, and keep it where it is found at night.",
    ),
    action: /^Test the credential/,
  },
  {
    route: "/directories",
    needs: { api: site("directory"), what: "Directories" },
    shows: "[data-testid=directory]",
    empty: noItems(
      "Add an LDAP server, Active Directory or an OpenID provider, and say which of its groups gives which role. Keep an account of this server for the day when it is down.",
    ),
    action: /^Add a directory/,
  },
  {
    route: "/joining",
    needs: { api: /\/api\/v1\/trust\/window$/, what: "Join a machine" },
    shows: "form:has(select[name=minutes])",
    empty: "a closed window is what it begins with",
    order: ["Open a window"],
    action: /^Open a window/,
  },
  {
    route: "/trust",
    needs: { api: /\/api\/v1\/trust$/, what: "Trust" },
    shows: "[data-testid=peer]",
    empty: {
      answer: (answer) => ({ ...answer, peers: [] }),
      says: "This server gets one in a moment. Open the window under Join a machine to let others in.",
    },
    order: ["Renew the certificates of this server"],
    action: /^Renew the certificates of this server/,
  },
  {
    route: "/modules",
    needs: { api: /\/api\/v1\/modules$/, what: "Modules" },
    shows: "[data-testid=module]",
    empty: {
      answer: (answer) => ({ ...answer, items: [], closed: null, port: 4017 }),
      says: 'To add a machine: let it join on the page "Join a machine", start "tocsin module driver-host --core THIS-MACHINE:4017" there, and name it as the host of a source.',
    },
    action: "a module that isn't heard can't be ordered anything",
  },
  {
    route: "/files",
    needs: { api: /\/api\/v1\/files\?/, what: "Uploaded files" },
    shows: "[data-testid=files]",
    empty: noItems(
      "Drop a picture or a sheet above. Plans take theirs on the page “Plans and maps”, areas and points in their forms.",
    ),
    action: /^Only what is shown nowhere/,
  },
  {
    route: "/kept-history",
    needs: { api: /\/api\/v1\/history\/retention$/, what: "Kept history" },
    shows: "[data-testid=kept]",
    empty: "its kinds of history are always there",
    action: /^Change how long/,
  },
  {
    route: "/ports",
    needs: { api: /\/api\/v1\/ports$/, what: "Ports" },
    shows: "[data-testid=ports]",
    empty: {
      answer: (answer) => ({ ...answer, matrix: { ...(answer["matrix"] as Answer), flows: [] } }),
      says: "Nothing is configured that needs a port. Give the page a port as listen.port in tocsin.yaml.",
    },
    action: /^nftables/,
  },
  {
    route: "/tokens",
    needs: { api: /\/api\/v1\/tokens$/, what: "Tokens" },
    shows: "[data-testid=token]",
    empty: noItems("Create one for each program that reports events or reads alarms."),
    order: ["Revoke", "Revoke Building now"],
    action: /^Create a token/,
  },
];
