// What an application does with the SDK, case by case. Each case builds on those before it.

import assert from "node:assert/strict";
import { eventually, openBrowser, servePage, Server, Visitor } from "./harness.mjs";

const server = await Server.start(process.argv[2]);
const page = await servePage();
const browser = await openBrowser(server.certificate);
const secrets = [server.authKey, server.apiKey];
const ada = await Visitor.open(browser, page.url);
const grace = await Visitor.open(browser, page.url);

const ADA = {
  uid: "ada",
  name: "Ada Lovelace",
  avatar: "https://example.com/ada.png",
  link: "https://example.com/ada",
  statusMessage: "Counting",
  metadata: { born: 1815, "@private": { email: "ada@example.com" } },
  tags: ["math", "poetry"],
};

const uids = (users) => users.map((user) => user.uid);

/** Only the members that are expected, so that no failure shows a token. */
function has(user, expected) {
  const found = Object.fromEntries(Object.keys(expected).map((name) => [name, user[name]]));
  assert.deepEqual(found, expected);
}

async function logIn(visitor, uid) {
  const user = await visitor.call("login", uid, server.authKey);
  secrets.push(user.authToken, user.jwt);
  return user;
}

const cases = {
  "the certificate is good for localhost"() {
    assert.equal(server.certificate.checkHost("localhost"), "localhost");
    assert.equal(server.certificate.checkIP("127.0.0.1"), "127.0.0.1");
  },

  async "the SDK is initialized"() {
    for (const visitor of [ada, grace]) {
      assert.equal(await visitor.start(server), true);
      assert.equal(await visitor.call("isInitialized"), true);
      assert.equal(await visitor.call("getLoggedinUser"), null);
    }
  },

  async "users are created with the auth key"() {
    const made = await ada.call("createUser", ADA, server.authKey);
    has(made, { ...ADA, role: "default", status: "offline", authToken: undefined });
    assert.ok(Math.abs(made.createdAt - Date.now() / 1000) < 60);
    has(await ada.call("createUser", { uid: "Grace", name: "Grace Hopper" }, server.authKey), {
      uid: "grace",
      name: "Grace Hopper",
      authToken: undefined,
    });
  },

  async "a taken uid, a bad uid and a wrong key are refused"() {
    const create = (uid, key) => ada.call("createUser", { uid, name: "X" }, key);
    await assert.rejects(create("ada", server.authKey), { code: "ERR_UID_ALREADY_EXISTS" });
    await assert.rejects(create("a/b", server.authKey), { code: "ERR_BAD_REQUEST" });
    await assert.rejects(create("x", "wrong"), { code: "AUTH_ERR_APIKEY_NOT_FOUND" });
    await assert.rejects(ada.call("login", "x", server.authKey), { code: "ERR_UID_NOT_FOUND" });
  },

  async "a user is updated with the auth key"() {
    const update = { uid: "grace", statusMessage: "Compiling" };
    has(await ada.call("updateUser", update, server.authKey), {
      uid: "grace",
      name: "Grace Hopper",
      statusMessage: "Compiling",
    });
  },

  async "a user logs in"() {
    has(await logIn(ada, "ada"), { ...ADA, status: "online", role: "default" });
  },

  async "the logged-in user is known"() {
    has(await ada.call("getLoggedinUser"), { ...ADA, status: "online" });
    assert.equal(await grace.call("getLoggedinUser"), null);
  },

  async "the socket is let in"() {
    await eventually("the socket's authentication", () => ada.socketsIn === 1);
    assert.equal(await ada.call("getConnectionStatus"), "connected");
  },

  async "a user changes its profile, but not its role"() {
    const change = { name: "Ada King", tags: ["math"], role: "admin" };
    const expected = { ...ADA, name: "Ada King", tags: ["math"], role: "default" };
    has(await ada.call("updateCurrentUserDetails", change), expected);
    has(await ada.call("getLoggedinUser"), expected);
    const { "@private": _, ...metadata } = ADA.metadata;
    await logIn(grace, "grace");
    has(await grace.call("getUser", "ada"), { ...expected, metadata });
    await grace.call("logout");
    await ada.hears("grace offline");
    await ada.forget();
  },

  async "users are listed"() {
    for (let n = 1; n <= 3; n += 1) {
      const user = { uid: `u${n}`, name: `User ${n}`, tags: ["u"] };
      await ada.call("createUser", user, server.authKey);
    }
    const list = async (...options) => uids(await ada.users(...options));
    // Oneself is not among them.
    assert.deepEqual(await list(["setLimit", 30]), ["grace", "u1", "u2", "u3"]);
    assert.deepEqual(await list(["setLimit", 3]), ["grace", "u1", "u2"]);
    assert.deepEqual(await list(["setLimit", 3], ["setPage", 1]), ["u3"]);
    assert.deepEqual(await list(["setLimit", 3], ["setPage", 2]), []);
    const these = ["setUIDs", ["u1", "grace", "none"]];
    assert.deepEqual(await list(["setLimit", 30], these), ["grace", "u1"]);
    const [first] = await ada.users(["setLimit", 1], ["setPage", 1], ["withTags", true]);
    has(first, { uid: "u1", name: "User 1", tags: ["u"], status: "offline" });
  },

  async "users are listed by what they have in common"() {
    await server.admin("POST", "/roles", { role: "staff", name: "Staff" });
    await ada.call("updateUser", { uid: "u1", role: "staff" }, server.authKey);
    await ada.call("updateUser", { uid: "u2", tags: ["u", "two"] }, server.authKey);
    await server.admin("POST", "/users/ada/friends", { accepted: ["u2", "u3"] });
    const list = async (...options) => uids(await ada.users(["setLimit", 30], ...options));
    assert.deepEqual(await list(["setSearchKeyword", "ER 2"]), ["u2"]);
    assert.deepEqual(await list(["setSearchKeyword", "race"], ["searchIn", ["uid"]]), ["grace"]);
    assert.deepEqual(await list(["setSearchKeyword", "User"], ["searchIn", ["uid"]]), []);
    assert.deepEqual(await list(["setSearchKeyword", "u"], ["searchIn", ["name"]]), ["u1", "u2", "u3"]);
    assert.deepEqual(await list(["setStatus", "online"]), []);
    assert.deepEqual(await list(["setStatus", "offline"]), ["grace", "u1", "u2", "u3"]);
    assert.deepEqual(await list(["setRole", "staff"]), ["u1"]);
    assert.deepEqual(await list(["setRoles", ["staff", "none"]]), ["u1"]);
    assert.deepEqual(await list(["setTags", ["two", "none"]]), ["u2"]);
    assert.deepEqual(await list(["setTags", ["u"]], ["setSearchKeyword", "3"]), ["u3"]);
    assert.deepEqual(await list(["friendsOnly", true]), ["u2", "u3"]);
    assert.deepEqual(await list(["sortBy", "name"], ["sortByOrder", "desc"]), ["u3", "u2", "u1", "grace"]);
    await ada.call("blockUsers", ["u3"]);
    assert.deepEqual(await list(["hideBlockedUsers", true]), ["grace", "u1", "u2"]);
    await ada.call("unblockUsers", ["u3"]);
    const pages = await ada.allUsers(["setLimit", 3]);
    assert.deepEqual(pages.map(uids), [["grace", "u1", "u2"], ["u3"], []]);
  },

  async "a user is got, and an unknown one is not"() {
    has(await ada.call("getUser", "GRACE"), {
      uid: "grace",
      name: "Grace Hopper",
      status: "offline",
      blockedByMe: false,
      hasBlockedMe: false,
      authToken: undefined,
    });
    await assert.rejects(ada.call("getUser", "nobody"), { code: "ERR_UID_NOT_FOUND" });
  },

  async "another user is seen to come online"() {
    await logIn(grace, "grace");
    await ada.hears("grace online");
    has(await ada.call("getUser", "grace"), { status: "online" });
    const users = await ada.users(["setLimit", 30]);
    assert.deepEqual(uids(users.filter((user) => user.status === "online")), ["grace"]);
    assert.equal(await ada.call("getOnlineUserCount"), 2);
  },

  async "a user who logs out is seen to go offline"() {
    await grace.call("logout");
    await ada.hears("grace offline");
    has(await ada.call("getUser", "grace"), { status: "offline" });
    assert.equal(await ada.call("getOnlineUserCount"), 1);
  },

  async "a user who closes the page is seen to go offline"() {
    await ada.forget();
    const elsewhere = await Visitor.open(browser, page.url);
    await elsewhere.start(server);
    await logIn(elsewhere, "u1");
    await ada.hears("u1 online");
    await elsewhere.context.close();
    await ada.hears("u1 offline");
  },

  async "who watches roles or friends hears of nobody else"() {
    // u1 has the role staff; u2 is a friend of ada's.
    await ada.forget();
    const watchers = { staff: ["subscribePresenceForRoles", ["staff"]], friends: ["subscribePresenceForFriends"] };
    const visitors = {};
    for (const [name, presence] of Object.entries(watchers)) {
      visitors[name] = await Visitor.open(browser, page.url);
      await visitors[name].start(server, presence);
      await logIn(visitors[name], "ada");
      await eventually("the socket's authentication", () => visitors[name].socketsIn === 1);
    }
    for (const uid of ["u1", "u2"]) {
      const visitor = await Visitor.open(browser, page.url);
      await visitor.start(server);
      await logIn(visitor, uid);
      await ada.hears(`${uid} online`);
      await visitor.context.close();
      await ada.hears(`${uid} offline`);
    }
    await visitors.staff.hears("u1 offline");
    await visitors.friends.hears("u2 offline");
    const heard = (visitor) => visitor.page.evaluate(() => heard);
    assert.deepEqual(await heard(visitors.staff), ["u1 online", "u1 offline"]);
    assert.deepEqual(await heard(visitors.friends), ["u2 online", "u2 offline"]);
    for (const visitor of Object.values(visitors)) await visitor.context.close();
    await ada.forget();
  },

  async "a user is blocked and unblocked"() {
    await logIn(grace, "grace");
    assert.equal((await ada.call("blockUsers", ["grace"])).grace.success, true);
    has(await ada.call("getUser", "grace"), { blockedByMe: true, hasBlockedMe: false });
    has(await grace.call("getUser", "ada"), { blockedByMe: false, hasBlockedMe: true });
    assert.deepEqual(uids(await ada.blockedUsers(["setLimit", 30])), ["grace"]);
    assert.deepEqual(uids(await ada.blockedUsers(["setLimit", 30], ["hasBlockedMe"])), []);
    assert.deepEqual(uids(await grace.blockedUsers(["setLimit", 30], ["hasBlockedMe"])), ["ada"]);
    assert.deepEqual(uids(await grace.blockedUsers(["setLimit", 30], ["blockedByMe"])), []);
    for (const direction of ["both", "blockedByMe"]) {
      const options = [["setLimit", 30], ["setDirection", direction]];
      assert.deepEqual(uids(await ada.blockedUsers(...options)), ["grace"]);
    }
    const named = await ada.blockedUsers(["setLimit", 30], ["setSearchKeyword", "HOPP"]);
    assert.deepEqual(uids(named), ["grace"]);

    assert.equal((await ada.call("unblockUsers", ["grace"])).grace.success, true);
    has(await ada.call("getUser", "grace"), { blockedByMe: false, hasBlockedMe: false });
    assert.deepEqual(await ada.blockedUsers(["setLimit", 30]), []);
    await grace.call("logout");
  },

  async "the SDK's usage report is answered"() {
    await eventually("the usage report", () =>
      ada.answered.some((request) => /^POST .*\/user_sessions$/.test(request)));
  },

  async "a session goes on after the page was loaded again"() {
    const { authToken } = await ada.call("getLoggedinUser");
    ada.answered.length = 0;
    ada.socketsIn = 0;
    await ada.page.reload();
    await ada.start(server);
    const user = await ada.call("getLoggedinUser");
    has(user, { uid: "ada", name: "Ada King" });
    assert.ok(user.authToken === authToken, "the session has another token");
    has(await ada.call("getUser", "grace"), { uid: "grace" });
    await eventually("the socket's authentication", () => ada.socketsIn === 1);
    const logins = ada.answered.filter((request) => /\/(me|auth_tokens)$/.test(request));
    assert.deepEqual(logins, []);
    await logIn(grace, "grace");
    await ada.hears("grace online");
  },

  async "logout ends the session and its token"() {
    const { authToken } = await ada.call("getLoggedinUser");
    await ada.call("logout");
    assert.equal(await ada.call("getLoggedinUser"), null);
    await assert.rejects(ada.call("getUser", "grace"), { code: "USER_NOT_LOGED_IN" });
    await assert.rejects(ada.call("login", authToken), { code: "AUTH_ERR_AUTH_TOKEN_NOT_FOUND" });
    has(await grace.call("getUser", "ada"), { status: "offline" });
    await logIn(ada, "ada");
  },

  async "a user logs in with a token of another session"() {
    const { authToken } = await grace.call("getLoggedinUser");
    await ada.call("logout");
    const user = await ada.call("login", authToken);
    has(user, { uid: "grace", status: "online" });
    assert.ok(user.authToken === authToken, "the session has another token");
  },

  "nobody but the page and the server was asked"() {
    const known = [server.host, new URL(page.url).host].sort();
    for (const visitor of [ada, grace]) assert.deepEqual([...visitor.hosts].sort(), known);
  },

  "no exception was left uncaught"() {
    assert.deepEqual([...ada.exceptions, ...grace.exceptions], []);
  },

  async "the server stops while sockets are open"() {
    assert.equal(await server.stop(), 0);
  },
};

const hide = (text) => secrets.reduce((text, secret) => text.replaceAll(secret, "***"), text);

let failed = 0;
try {
  for (const [name, run] of Object.entries(cases)) {
    try {
      await run();
      console.log(`ok - ${name}`);
    } catch (error) {
      failed += 1;
      console.log(hide(`not ok - ${name}\n${error.message}`));
    }
  }
} finally {
  await browser.close();
  page.close();
  await server.stop();
}
console.log(`${Object.keys(cases).length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
