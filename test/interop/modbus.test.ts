import assert from "node:assert/strict";
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import jsmodbus from "jsmodbus";
import { Client } from "#drivers/modbus-tcp/client.ts";
import modbusTcp from "#drivers/modbus-tcp/index.ts";
import { systemClock } from "#kernel/clock.ts";
import { dial } from "#wire/dial.ts";
import { House, until } from "../contracts/driver-contract.ts";
import { Plc } from "../peers/plc.ts";
import { freePort } from "../peers/whole-server.ts";

/** Debian packages `mbpoll` (on libmodbus) and `python3-pymodbus`; npm package `jsmodbus`. None of them is ours. */
const MBPOLL = "/usr/bin/mbpoll";
const PYTHON = "/usr/bin/python3";
/** Where everything must be installed, a missing program is a failure and not a reason to skip. */
const mustBeThere = process.env["CI"] === "true";
const noMbpoll = !mustBeThere && !existsSync(MBPOLL) && "mbpoll is not installed: apt-get install mbpoll";
const noPymodbus = !mustBeThere && !hasPymodbus() && "pymodbus is not installed: apt-get install python3-pymodbus";

const run = promisify(execFile);

function hasPymodbus(): boolean {
  try {
    execFileSync(PYTHON, ["-c", "import pymodbus"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Units 1 and 2 of 200 each; from holding register 100 on, numbers that pymodbus itself laid out in the four orders. */
const PYMODBUS_SERVER = `
import asyncio, sys, types
try:
    import serial, serial_asyncio
except ImportError:
    # Debian's package imports them and does not depend on them; TCP has no need of either.
    sys.modules["serial"] = types.ModuleType("serial")
    sys.modules["serial_asyncio"] = types.ModuleType("serial_asyncio")
    sys.modules["serial_asyncio"].create_serial_connection = None
from pymodbus.constants import Endian
from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.payload import BinaryPayloadBuilder
from pymodbus.server.async_io import StartAsyncTcpServer

registers = [0] * 200
at = 100
for byteorder, wordorder in ((Endian.Big, Endian.Big), (Endian.Big, Endian.Little), (Endian.Little, Endian.Big), (Endian.Little, Endian.Little)):
    builder = BinaryPayloadBuilder(byteorder=byteorder, wordorder=wordorder)
    builder.add_32bit_float(21.3)
    builder.add_32bit_uint(305419896)
    builder.add_32bit_int(-2)
    builder.add_64bit_uint(4294967298)
    builder.add_64bit_int(-4294967298)
    builder.add_64bit_float(-1.5e10)
    words = builder.to_registers()
    assert len(words) == 18
    registers[at:at + 18] = words
    at += 20

def unit():
    block = lambda values: ModbusSequentialDataBlock(0, list(values))
    return ModbusSlaveContext(
        co=block([False] * 200), di=block([n % 3 == 0 for n in range(200)]),
        hr=block(registers), ir=block(range(1000, 1200)), zero_mode=True)

async def main():
    identity = ModbusDeviceIdentification(info_name={"VendorName": "Pymodbus", "ProductCode": "PM", "MajorMinorRevision": "3.0"})
    server = await StartAsyncTcpServer(
        context=ModbusServerContext(slaves={1: unit(), 2: unit()}, single=False), identity=identity,
        address=("127.0.0.1", int(sys.argv[1])), defer_start=True)
    serving = asyncio.ensure_future(server.serve_forever())
    await asyncio.wait_for(server.serving, 10)
    print("ready", flush=True)
    await serving

asyncio.run(main())
`;

/** An independent Modbus server in its own process. */
class Pymodbus implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.#child = child;
  }

  static async start(): Promise<Pymodbus> {
    const port = await freePort();
    const child = spawn(PYTHON, ["-c", PYMODBUS_SERVER, String(port)], { stdio: ["ignore", "pipe", "pipe"] });
    let complaints = "";
    child.stderr.on("data", (text) => {
      complaints = `${complaints}${text}`.slice(-4000);
    });
    const [said] = (await Promise.race([once(child.stdout, "data"), once(child, "close")])) as [unknown];
    assert.match(String(said), /^ready/, `pymodbus did not start: ${complaints}`);
    return new Pymodbus(port, child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }
}

/** Our driver against somebody else's server. */
async function poll(port: number, tags: readonly object[], more: object = {}) {
  const house = new House();
  const settings = { host: "127.0.0.1", port, tiers: { fast: 50, normal: 50 }, tags, ...more };
  const session = await modbusTcp.open(modbusTcp.settings.parse(settings), house.host);
  session.lost.catch(() => {});
  const values = () => Object.fromEntries(house.reports.map(({ point, value }) => [point, value]));
  return { house, values, [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() };
}

async function client(port: number) {
  const socket = await dial({ host: "127.0.0.1", port, timeoutMs: 5000 });
  const made = new Client(socket, systemClock, (why) => assert.fail(why));
  return {
    ask: (unit: number, request: Parameters<Client["ask"]>[1]) => made.ask(unit, request, 2000),
    [Symbol.dispose]: () => made.drop("done"),
  };
}

const ORDERS = ["ABCD", "CDAB", "BADC", "DCBA"] as const;
const bits = (text: string) => Array.from(text, (bit) => bit === "1");

describe("our driver against pymodbus", { skip: noPymodbus, timeout: 800_000 }, () => {
  it("reads every type in every order as pymodbus laid them out", async () => {
    await using server = await Pymodbus.start();
    const laidOut = [
      { type: "f32", at: 0, value: 21.3 },
      { type: "u32", at: 2, value: 305_419_896 },
      { type: "i32", at: 4, value: -2 },
      { type: "u64", at: 6, value: 4_294_967_298 },
      { type: "i64", at: 10, value: -4_294_967_298 },
      { type: "f64", at: 14, value: -1.5e10 },
    ];
    const rows = ORDERS.flatMap((order, turn) =>
      laidOut.map(({ type, at, value }) => ({
        value,
        tag: {
          key: `${order.toLowerCase()}-${type}`,
          name: `${type} ${order}`,
          unit: 2,
          fc: 3,
          address: 100 + turn * 20 + at,
          type,
          order,
        },
      })),
    );
    await using polled = await poll(
      server.port,
      rows.map(({ tag }) => tag),
    );
    await until(() => polled.house.reports.length >= rows.length);
    assert.deepEqual(polled.values(), Object.fromEntries(rows.map(({ tag, value }) => [`unit-2/${tag.key}`, value])));
  });

  it("reads bits and both kinds of registers, and who the device is", async () => {
    await using server = await Pymodbus.start();
    const tags = [
      ...[0, 1, 3, 17].map((address) => ({ key: `di${address}`, name: "DI", unit: 1, fc: 2, address, type: "bit" })),
      { key: "coil", name: "Coil", unit: 1, fc: 1, address: 0, type: "bit" },
      { key: "input", name: "Input", unit: 1, fc: 4, address: 199 },
    ];
    await using polled = await poll(server.port, tags, { readIdentity: true });
    await until(() => polled.house.reports.length >= tags.length);
    assert.deepEqual(polled.values(), {
      "unit-1/di0": true,
      "unit-1/di1": false,
      "unit-1/di3": true,
      "unit-1/di17": false,
      "unit-1/coil": false,
      "unit-1/input": 1199,
    });
    assert.match(polled.house.links[0]?.why ?? "", /answers: Pymodbus PM 3\.0/);
  });

  it("finds the addresses that pymodbus does not have, and reads the rest of the block", async () => {
    await using server = await Pymodbus.start();
    const tags = Array.from({ length: 12 }, (_, at) => ({
      key: `r${190 + at}`,
      name: "R",
      unit: 1,
      fc: 4,
      address: 190 + at,
    }));
    await using polled = await poll(server.port, tags);
    await until(() => polled.house.reports.length >= 12);
    const bad = polled.house.reports.filter(({ quality }) => quality === "bad").map(({ point }) => point);
    assert.deepEqual(bad.toSorted(), ["unit-1/r200", "unit-1/r201"]);
    assert.equal(polled.values()["unit-1/r199"], 1199);
  });

  it("takes a unit that pymodbus does not serve as down, and reads the other", async () => {
    await using server = await Pymodbus.start();
    const tags = [1, 9].map((unit) => ({ key: "r", name: "R", unit, fc: 4, address: 0 }));
    await using polled = await poll(server.port, tags, { missedPolls: 2 });
    await until(() => polled.house.links.some(({ state }) => state === "down"));
    const down = polled.house.links.find(({ state }) => state === "down");
    assert.equal(down?.part, "unit-9");
    // pymodbus keeps silent for units that it does not know, as a device on a serial line does.
    assert.match(down?.why ?? "", /unit 9 did not answer within 500 ms/);
    assert.deepEqual(polled.values(), { "unit-1/r": 1000 });
  });

  it("writes coils and registers, one and many, and reads them back", async () => {
    await using server = await Pymodbus.start();
    using asker = await client(server.port);
    for (const request of [
      { fc: 5, address: 10, on: true },
      { fc: 15, address: 20, bits: bits("1011001110") },
      { fc: 6, address: 10, value: 0xbeef },
      { fc: 16, address: 20, registers: [1, 2, 0xffff] },
    ] as const) {
      assert.deepEqual((await asker.ask(1, request)).kind, "written");
    }
    const coils = await asker.ask(1, { fc: 1, address: 10, count: 20 });
    assert.deepEqual(coils.kind === "bits" ? coils.bits : [], bits("10000000001011001110"));
    const registers = await asker.ask(1, { fc: 3, address: 10, count: 13 });
    assert.equal(
      registers.kind === "registers" ? Buffer.from(registers.bytes).toString("hex") : "",
      `beef${"0".repeat(36)}00010002ffff`,
    );
    const refused = await asker.ask(1, { fc: 6, address: 5000, value: 1 });
    assert.deepEqual(refused.kind === "exception" ? refused.code : null, 2);
  });

  it("reads floats that mbpoll wrote into pymodbus, in both word orders", { skip: noMbpoll }, async () => {
    await using server = await Pymodbus.start();
    await mbpoll(server.port, "-r", "11", "-t", "4:float", "-B", "127.0.0.1", "--", "-12.5");
    await mbpoll(server.port, "-r", "21", "-t", "4:float", "127.0.0.1", "--", "-12.5");
    const tags = [
      { key: "big", name: "Big", unit: 1, fc: 3, address: 10, type: "f32", order: "ABCD" },
      { key: "little", name: "Little", unit: 1, fc: 3, address: 20, type: "f32", order: "CDAB" },
    ];
    await using polled = await poll(server.port, tags);
    await until(() => polled.house.reports.length >= 2);
    assert.deepEqual(polled.values(), { "unit-1/big": -12.5, "unit-1/little": -12.5 });
  });

  it("loses the connection when pymodbus is killed, and says so", async () => {
    await using server = await Pymodbus.start();
    const house = new House();
    const tags = [{ key: "r", name: "R", unit: 1, fc: 4, address: 0 }];
    const settings = modbusTcp.settings.parse({ host: "127.0.0.1", port: server.port, tiers: { normal: 50 }, tags });
    await using session = await modbusTcp.open(settings, house.host);
    const lost = assert.rejects(session.lost, { name: "Fault", code: "unreachable", transient: true });
    await server[Symbol.asyncDispose]();
    await lost;
  });
});

describe("our driver against jsmodbus", { timeout: 800_000 }, () => {
  it("reads registers and bits", async () => {
    const tcp = createServer();
    const holding = Buffer.alloc(200);
    const coils = Buffer.alloc(20);
    holding.writeInt16BE(-215, 20);
    holding.writeFloatBE(21.3, 40);
    holding.writeDoubleLE(0.25, 60);
    coils.writeUInt8(0b0000_1000, 1);
    const server = new jsmodbus.server.TCP(tcp, { holding, coils });
    tcp.listen(0, "127.0.0.1");
    await once(tcp, "listening");
    const tags = [
      { key: "t", name: "T", unit: 1, fc: 3, address: 10, type: "i16", scale: 0.1 },
      { key: "f", name: "F", unit: 1, fc: 3, address: 20, type: "f32" },
      { key: "d", name: "D", unit: 1, fc: 3, address: 30, type: "f64", order: "DCBA" },
      { key: "c", name: "C", unit: 1, fc: 1, address: 11, type: "bit", kind: "alarm" },
    ];
    {
      await using polled = await poll((tcp.address() as AddressInfo).port, tags);
      await until(() => polled.house.reports.length >= 4);
      assert.deepEqual(polled.values(), { "unit-1/t": -21.5, "unit-1/f": 21.3, "unit-1/d": 0.25, "unit-1/c": true });
      server.coils.writeUInt8(0, 1);
      await until(() => polled.house.reports.length >= 5);
      assert.equal(polled.house.reports[4]?.kind, "clear");
    }
    tcp.close();
    await once(tcp, "close");
  });
});

/** One run of mbpoll against `port`, unit 1 unless told otherwise: what it printed. */
async function mbpoll(port: number, ...options: string[]): Promise<string> {
  const host = options.includes("127.0.0.1") ? [] : ["127.0.0.1"];
  const { stdout } = await run(MBPOLL, ["-m", "tcp", "-p", String(port), "-1", "-o", "2", ...options, ...host]);
  return stdout;
}

const read = (printed: string) =>
  Array.from(printed.matchAll(/^\[(\d+)\]:\s+(\S+)/gm), ([, reference, value]) => [Number(reference), value]);

describe("mbpoll against our simulator", { skip: noMbpoll, timeout: 800_000 }, () => {
  for (const { what, options, expected } of [
    {
      what: "holding registers",
      options: ["-r", "11", "-c", "3"],
      expected: [
        [11, "1"],
        [12, "2"],
        [13, "65535"],
      ],
    },
    { what: "input registers in hex", options: ["-t", "3:hex", "-r", "5", "-c", "1"], expected: [[5, "0xBEEF"]] },
    {
      what: "coils",
      options: ["-t", "0", "-r", "8", "-c", "4"],
      expected: [
        [8, "0"],
        [9, "1"],
        [10, "0"],
        [11, "1"],
      ],
    },
    { what: "discrete inputs", options: ["-t", "1", "-r", "1000", "-c", "1"], expected: [[1000, "1"]] },
    {
      what: "floats, most significant word first",
      options: ["-t", "4:float", "-B", "-r", "101"],
      expected: [[101, "21.3"]],
    },
    {
      what: "floats, least significant word first",
      options: ["-t", "4:float", "-r", "111"],
      expected: [[111, "21.3"]],
    },
    { what: "the other unit", options: ["-a", "7", "-r", "1"], expected: [[1, "77"]] },
  ]) {
    it(`reads ${what}`, async () => {
      await using plc = await Plc.start({ units: [1, 7] });
      plc.unit().holding.splice(10, 3, 1, 2, 65_535);
      plc.unit().input[4] = 0xbeef;
      plc.unit().coils[8] = true;
      plc.unit().coils[10] = true;
      plc.unit().inputs[999] = true;
      plc.setFloat(1, "holding", 100, 21.3);
      plc.setFloat(1, "holding", 110, 21.3, true);
      plc.unit(7).holding[0] = 77;
      assert.deepEqual(read(await mbpoll(plc.port, ...options)), expected);
    });
  }

  it("writes one and many", async () => {
    await using plc = await Plc.start();
    await mbpoll(plc.port, "-r", "21", "127.0.0.1", "1234");
    await mbpoll(plc.port, "-r", "31", "127.0.0.1", "1", "2", "3");
    await mbpoll(plc.port, "-t", "0", "-r", "41", "127.0.0.1", "1");
    await mbpoll(plc.port, "-t", "0", "-r", "51", "127.0.0.1", "1", "0", "1");
    const { holding, coils } = plc.unit();
    assert.deepEqual([holding[20], ...holding.slice(30, 33)], [1234, 1, 2, 3]);
    assert.deepEqual([coils[40], ...coils.slice(50, 53)], [true, true, false, true]);
    assert.deepEqual(
      plc.asked.map(({ fc }) => fc),
      [6, 16, 5, 15],
    );
  });

  for (const { what, options, message } of [
    { what: "an address that isn't there", options: ["-r", "2000"], message: /Illegal data address/i },
    { what: "a unit that isn't there", options: ["-a", "9", "-r", "1"], message: /Target device failed to respond/i },
  ]) {
    it(`is told of ${what}`, async () => {
      await using plc = await Plc.start();
      await assert.rejects(mbpoll(plc.port, ...options), (failed: { stderr: string }) => message.test(failed.stderr));
    });
  }
});
