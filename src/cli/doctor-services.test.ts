import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import { machineListeners } from "#hardening/listeners.ts";
import { judgeServices, type Service, whyNotHere, withPrograms } from "./doctor-services.ts";

const service = (where: string, program: string | null = null, address = "0.0.0.0"): Service => {
  const [transport, port] = where.split("/");
  return { transport: transport as "tcp" | "udp", port: Number(port), address, program, pid: program ? 42 : null };
};
const look = (id: string, ...services: Service[]) =>
  judgeServices(services).find((one) => one.id === id) ?? assert.fail(id);

test("an alarm server with its own ports is in order", () => {
  const own = [service("tcp/8443", "node"), service("tcp/12128", "node"), service("udp/12128", "node")];
  for (const id of ["NET-04", "OS-13"]) assert.equal(look(id, ...own, service("tcp/22", "sshd")).state, "good");
});

for (const [title, ...services] of [
  ["N-057 WINS", service("udp/137"), service("udp/12000", "nmbd")],
  ["N-058 DHCP", service("udp/67"), service("udp/53", "dnsmasq")],
  ["N-059 FTP", service("tcp/21"), service("tcp/2121", "vsftpd")],
  ["N-060 a mail server", service("tcp/25", null, "192.0.2.7"), service("tcp/587", "exim4", "::")],
  ["N-061 NetBIOS", service("udp/138"), service("tcp/139")],
  ["N-061 SMB", service("tcp/445"), service("tcp/1445", "smbd")],
] as const) {
  describe(`${title}`, () => {
    test("is found by its port and by its program", () => {
      for (const one of services) {
        const { state, found } = look("NET-04", one);
        assert.deepEqual([state, found.includes(`${one.port} on ${one.address}`)], ["advice", true]);
      }
    });
    test("for this machine alone is nobody's concern", () => {
      for (const one of services) assert.equal(look("NET-04", { ...one, address: "127.0.0.1" }).state, "good");
    });
  });
}

test("N-054 OS-13 a domain controller is found by its ports and programs, and nothing is installed on it", () => {
  for (const one of [
    service("tcp/88"),
    service("tcp/389"),
    service("tcp/50000", "samba"),
    service("tcp/50001", "slapd"),
  ]) {
    assert.equal(look("OS-13", one).state, "advice");
    assert.match(whyNotHere([one]) ?? "", /^This machine is a domain controller: tcp port \d+/);
    assert.equal(whyNotHere([{ ...one, address: "::1" }]), null);
  }
  assert.equal(whyNotHere([service("tcp/8443", "node")]), null);
});

test("what listens here is found with its program", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const [mine] = withPrograms(machineListeners()).filter((one) => one.port === port && one.transport === "tcp");
  server.close();
  assert.deepEqual([mine?.address, mine?.pid], ["127.0.0.1", process.pid]);
});
