// A client of the mesh as somebody else would write it: grpc-js, the published .proto, and a certificate in files. Plain
// JavaScript that shares no line with Tocsin. Its argument is JSON; each line that it writes is the outcome of one step.
import { readFileSync } from "node:fs";
import { credentials, loadPackageDefinition, status } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

/** @type {{ address: string, proto: string, roots: string, chain?: string, key?: string, steps: string[], source: string }} */
const { address, proto, roots, chain, key, steps, source } = JSON.parse(process.argv[2] ?? "{}");
const messages = loadSync(proto, { longs: Number, enums: String, oneofs: true, defaults: true });
const { Navigation, DriverHosts, NotifierHosts } = loadPackageDefinition(messages).tocsin.mesh.v1;

const file = (path) => (path ? readFileSync(path) : null);
const shown = credentials.createSsl(file(roots), file(key), file(chain), {
  // Its name is a URI in the certificate, not a host name.
  checkServerIdentity: (_, { subjectaltname }) =>
    /^URI:tocsin:\/\/[0-9a-f-]{36}\/core\//.test(subjectaltname) ? undefined : new Error(`it is ${subjectaltname}`),
});
const options = { "grpc.ssl_target_name_override": "tocsin-core", "grpc.enable_retries": 0 };
const deadline = () => ({ deadline: Date.now() + 60_000 });
const say = (outcome) => process.stdout.write(`${JSON.stringify(outcome)}\n`);
const failed = ({ code, details }) => ({ code: status[code], details });

const navigation = new Navigation(address, shown, options);
let lease = "none";

/** Sends what is given, and resolves with all that came until `enough`, or with what ended it. */
function talk(stream, messages, enough) {
  const came = [];
  return new Promise((resolve) => {
    stream.on("error", (thrown) => resolve(failed(thrown)));
    stream.on("data", (message) => {
      came.push(message);
      if (!enough(came)) return;
      stream.end();
      resolve({ came });
    });
    for (const message of messages) stream.write(message);
  });
}

function call(method, request) {
  return new Promise((resolve) => {
    navigation[method](request, deadline(), (thrown, answer) => resolve(thrown ? failed(thrown) : answer));
  });
}

const DOES = {
  async register() {
    const answer = await call("Register", {
      oldestVersion: 1,
      newestVersion: 1,
      release: "somebody else's",
      run: `${process.pid}`,
      nowMs: Date.now(),
    });
    if (answer.lease) lease = answer.lease;
    return answer;
  },
  lookUp: () => call("LookUp", {}),
  renew: () => call("Renew", { request: Buffer.from("no request") }),
  async attend() {
    const sign = { lease, number: 7, spooledReports: 3, spooledBytes: 300 };
    return talk(navigation.Attend(), [sign], (came) => came.some(({ notice }) => notice === "echo"));
  },
  async report() {
    const raised = { source, point: "door", kind: "raise", category: "intrusion", condition: "burglary" };
    const bytes = messages["tocsin.mesh.v1.SpooledReport"].serialize(raised);
    return talk(
      new DriverHosts(address, shown, options).Serve(),
      [
        { opening: { lease, spool: "0b6f2a52-0000-4000-8000-000000000001" } },
        { reports: { lane: "LANE_ORDINARY", first: 1, reports: [bytes] } },
      ],
      (came) => came.at(-1).progress?.ordinary === 1,
    );
  },
  notify: () => talk(new NotifierHosts(address, shown, options).Serve(), [{ opening: { lease } }], () => true),
};

for (const step of steps) say(await DOES[step]());
process.exit(0);
