// The server, the page and the browser of the test, and those who sit in front of it.

import { spawn } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";

const WAIT_MS = 10_000;
const SDK = "node_modules/@cometchat/chat-sdk-javascript/CometChat.js";

/** Ask until the answer is true. */
export async function eventually(what, question) {
  const deadline = Date.now() + WAIT_MS;
  while (!(await question())) {
    if (Date.now() > deadline) throw new Error(`it was waited in vain for: ${what}`);
    await sleep(20);
  }
}

/** The local server, with TLS, on a port of its own and an empty store. */
export class Server {
  static async start(program) {
    const server = new Server();
    server.folder = mkdtempSync(join(tmpdir(), "cometchat-users-"));
    const ready = join(server.folder, "ready.json");
    // However this test ends.
    process.once("exit", () => {
      server.child?.kill("SIGKILL");
      rmSync(server.folder, { recursive: true, force: true });
    });
    const args = ["serve", "--listen", "127.0.0.1:0", "--tls", "--ready-file", ready];
    // Its standard output shows the keys.
    server.child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
    server.ended = once(server.child, "exit").then(([code, signal]) => code ?? signal);
    await eventually("the server's ready file", () => {
      if (server.child.exitCode !== null) throw new Error("the server ended");
      return existsSync(ready);
    });
    const { url, appId, region, authKey, apiKey, certificate } = JSON.parse(readFileSync(ready));
    server.certificate = new X509Certificate(certificate);
    server.agent = new Agent({ ca: certificate });
    return Object.assign(server, { url, host: new URL(url).host, appId, region, authKey, apiKey });
  }

  /** What no SDK does, by the REST interface. */
  async admin(method, path, body) {
    const headers = { apikey: this.apiKey, "content-type": "application/json" };
    const asked = request(new URL(path, this.url), { method, headers, agent: this.agent });
    asked.end(JSON.stringify(body));
    const [answer] = await once(asked, "response");
    answer.resume();
    if (answer.statusCode !== 200) throw new Error(`${method} ${path}: ${answer.statusCode}`);
  }

  /** Ends the server; its exit status. */
  async stop() {
    this.child.kill("SIGTERM");
    return Promise.race([this.ended, sleep(WAIT_MS, "still running", { ref: false })]);
  }
}

/** Serves the page, and the SDK as it was installed. */
export async function servePage() {
  const file = (name) => readFileSync(new URL(name, import.meta.url));
  const files = {
    "/": ["text/html", file("page.html")],
    "/sdk.js": ["text/javascript", file(SDK)],
  };
  const server = createServer((request, response) => {
    const [type, body] = files[request.url] ?? [];
    response.writeHead(body ? 200 : 404, { "content-type": type ?? "text/plain" }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.url = `http://127.0.0.1:${server.address().port}/`;
  return server;
}

/** Chromium, which trusts this one certificate besides the usual ones. */
export function openBrowser(certificate) {
  const key = certificate.publicKey.export({ type: "spki", format: "der" });
  const pin = createHash("sha256").update(key).digest("base64");
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      `--ignore-certificate-errors-spki-list=${pin}`,
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Somebody in front of a browser with storage of its own, on our page. */
export class Visitor {
  /** "METHOD path" of each answered request to the server. */
  answered = [];
  /** Every host that was asked for something. */
  hosts = new Set();
  /** How often a socket was let in. */
  socketsIn = 0;
  /** Exceptions that the page did not catch. */
  exceptions = [];

  static async open(browser, url) {
    const visitor = new Visitor();
    visitor.context = await browser.newContext();
    visitor.page = await visitor.context.newPage();
    visitor.watch();
    await visitor.page.goto(url);
    return visitor;
  }

  watch() {
    this.page.on("pageerror", (error) => this.exceptions.push(String(error)));
    this.page.on("request", (request) => this.hosts.add(new URL(request.url()).host));
    this.page.on("requestfinished", (request) => {
      this.answered.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    this.page.on("websocket", (socket) => {
      this.hosts.add(new URL(socket.url()).host);
      socket.on("framereceived", ({ payload }) => {
        const { type, body } = JSON.parse(payload);
        if (type === "auth" && body.status === "OK") this.socketsIn += 1;
      });
    });
  }

  start({ appId, region, host }, presence) {
    const settings = { appId, region, host, presence };
    return this.#run((settings) => outcome(() => start(settings)), settings);
  }

  /** A method of the SDK. */
  call(method, ...args) {
    return this.#run(
      ([method, args]) => outcome(() => CometChat[method](...args)),
      [method, args],
    );
  }

  users(...options) {
    return this.#list("UsersRequestBuilder", options);
  }

  /** Every page of users. */
  allUsers(...options) {
    return this.#run(
      ([options]) => outcome(() => fetchAll("UsersRequestBuilder", options)),
      [options],
    );
  }

  blockedUsers(...options) {
    return this.#list("BlockedUsersRequestBuilder", options);
  }

  /** Waits until the user listener is told this: a uid and a status. */
  async hears(news) {
    await eventually(`"${news}" at the user listener`, () =>
      this.page.evaluate((news) => heard.includes(news), news));
  }

  forget() {
    return this.page.evaluate(() => void (heard.length = 0));
  }

  #list(builder, options) {
    return this.#run(
      ([builder, options]) => outcome(() => fetchNext(builder, options)),
      [builder, options],
    );
  }

  async #run(script, argument) {
    const { value, code, message, details } = await this.page.evaluate(script, argument);
    if (code !== undefined) {
      const text = `${code}: ${message} ${JSON.stringify(details ?? {})}`;
      throw Object.assign(new Error(text), { code });
    }
    return value;
  }
}
