/*
 * cometchat-users: CometChat user management. JSON in, JSON out.
 *
 * Generated from src/ffi by cbindgen; renew it with `make header`.
 *
 *
 * CONVENTIONS
 *
 * One shape. Every operation is
 *
 *     cometchat_status cometchat_<noun>_<verb>(cometchat_client client,
 *                                              const char *request, char **out);
 *
 * Request. A JSON object as NUL-terminated UTF-8. The caller keeps it; nothing is
 * held after the call returns. NULL means {}. Members that an operation does not
 * know are ignored, so a whole user document can be sent back as it came; one that it
 * knows may come once. Where a text is given, blanks around it are dropped, and a blank
 * text counts as null. Uids and roles are found in upper or lower case; one that breaks
 * the rules for creating it names nobody: NOT_FOUND.
 *
 * Result. If `out` is not NULL, *out is always set: on COMETCHAT_STATUS_OK to the
 * result document, on any other status to an error document. Release it with
 * cometchat_string_free. If `out` is NULL the status is all there is. What *out
 * held before is neither read nor freed.
 *
 * Errors. {"code", "kind", "message", "retryable"}, and where known "details" (an
 * object: member -> array of texts), "remedy" (what to do), "httpStatus" and
 * "retryAfter" (seconds, from the service). "kind" is the status in lower case, e.g.
 * "not_found": branch on it, or on the status. "code" is CometChat's own code where it has one,
 * e.g. "ERR_UID_NOT_FOUND". "message" is for people. No text holds a key or token.
 *
 * Any operation may also answer INVALID_HANDLE (the client is closed or was never
 * opened), INVALID_ARGUMENT (the request is not UTF-8), INVALID_JSON (it is not a
 * JSON object, has a member twice, is nested too deep, or has a number that no double
 * holds), TIMEOUT, CANCELLED and INTERNAL; on a file STORAGE; on the cloud or a server NETWORK,
 * SERVICE, RATE_LIMITED, QUOTA_EXCEEDED, UNAUTHENTICATED (the key or appId is unknown) and
 * PERMISSION_DENIED (the key is missing, or its scope is too small). Only what is peculiar
 * to an operation is listed with it.
 *
 * Clients. A cometchat_client is a number, never an address. A closed or made-up one
 * is answered with COMETCHAT_STATUS_INVALID_HANDLE, and numbers are not used again.
 *
 * Threads. Every function may be called from any thread, also at the same time with
 * the same client. Closing a client while calls are running is safe: they finish; to end
 * them, call cometchat_client_cancel.
 * After fork(), open a new client in the child.
 *
 * Blocking. Operations block, at most for the client's timeout (`timeoutMs`). The
 * functions without a client return at once.
 *
 * Repetition. Over a network, a request is repeated up to `maxRetries` times: after a
 * failure to connect and RATE_LIMITED always, after a lost answer and 502 to 504 if twice
 * is as once. Between attempts it waits, a little longer each time, or as long as the service
 * says, unless that is beyond the deadline. A document has "attempts", their number, if it
 * took more than one.
 *
 * Exactly one. What was to be created and was not answered is read back: it landed, or is
 * created again, or is there but differs (CONFLICT, code CREATED_OTHERWISE). It takes a key
 * that may read it; without one the error stands. Creations of users, roles, tokens and keys
 * may have an "intent", 1 to 100 characters: a name, of the caller's making, of what it wants
 * to have. With the same intent a creation can be asked for again, in another process too,
 * until its outcome is known: what is there already is its result.
 *
 * All or nothing. A failed call has changed nothing; over a network, one that ends with
 * TIMEOUT, CANCELLED, NETWORK or SERVICE may have reached the service all the same. A
 * successful one on a file is on the disk: it survives a crash of the process and a loss of
 * power.
 *
 * Times are Unix seconds. Limits count characters (Unicode scalar values) unless
 * they say bytes.
 *
 * Stability. Functions and status numbers stay as they are once released; documents
 * grow by optional members, so ignore those you do not know.
 *
 *
 * DOCUMENTS
 *
 * User. "uid", "name", "role", "status" ("online" or "offline"; the embedded engine
 * shows "online" in a session document only), "hasBlockedMe", "blockedByMe" (true only
 * as another user sees it), "deactivatedAt" (0 if active) and "createdAt" always; "avatar", "link",
 * "statusMessage", "metadata" (object), "tags" (array of strings), "updatedAt" (once
 * updated) and "lastActiveAt" (once logged in) where they have a value.
 *
 * Session. The user document of the logged-in user with "status" "online" and, in
 * addition, "authToken", "lastActiveAt", "wsChannel" ({"identity": "[APPID]uid"}),
 * "settings" (object) and "jwt".
 *
 * Token. "uid", "authToken" (the uid, "_", 10 digits of time and 30 hexadecimal digits)
 * and "createdAt" always; "platform", "userAgent" and "appInfo" (object) where they have
 * a value.
 *
 * Key. "apiKey" (40 hexadecimal digits), "name", "scope" and "createdAt".
 *
 * Role. "role" (its id), "name" and "createdAt" always; "description", "metadata"
 * (object), "settings" (object) and "updatedAt" where they have a value.
 *
 * Pagination. {"total", "count", "per_page", "current_page", "total_pages"}, spelled
 * as the service spells them. A page past the end is empty and no error.
 */


#ifndef COMETCHAT_USERS_H
#define COMETCHAT_USERS_H

#include <stdint.h>

/**
 * The version of this ABI. It grows by one when functions, statuses or documented
 * members are added; nothing is ever taken away.
 */
#define COMETCHAT_ABI_VERSION 1

/**
 * How a call ended. Numbers are frozen; new ones may be added, so treat a
 * number you do not know like `COMETCHAT_STATUS_INTERNAL`.
 */
enum cometchat_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Done; `*out` is the result.
   */
  COMETCHAT_STATUS_OK = 0,
  /**
   * An argument of the C function itself is wrong: a NULL pointer, text that
   * is not UTF-8, an unknown log level.
   */
  COMETCHAT_STATUS_INVALID_ARGUMENT = 1,
  /**
   * The request is not JSON, or not an object.
   */
  COMETCHAT_STATUS_INVALID_JSON = 2,
  /**
   * The client is closed, or was never opened.
   */
  COMETCHAT_STATUS_INVALID_HANDLE = 3,
  /**
   * The request breaks a rule; `details` names every broken member.
   */
  COMETCHAT_STATUS_VALIDATION = 4,
  /**
   * A key or token is missing, unknown or no longer valid.
   */
  COMETCHAT_STATUS_UNAUTHENTICATED = 5,
  /**
   * The key, role or configuration does not allow the operation.
   */
  COMETCHAT_STATUS_PERMISSION_DENIED = 6,
  /**
   * The operation needs a logged-in user, and nobody is logged in.
   */
  COMETCHAT_STATUS_NOT_LOGGED_IN = 7,
  /**
   * There is no such user, role or token, or the user is deactivated.
   */
  COMETCHAT_STATUS_NOT_FOUND = 8,
  /**
   * The uid or role is taken.
   */
  COMETCHAT_STATUS_ALREADY_EXISTS = 9,
  /**
   * What is stored contradicts the request.
   */
  COMETCHAT_STATUS_CONFLICT = 10,
  /**
   * A quota of the plan is used up.
   */
  COMETCHAT_STATUS_QUOTA_EXCEEDED = 11,
  /**
   * Too many requests; wait `retryAfter` seconds.
   */
  COMETCHAT_STATUS_RATE_LIMITED = 12,
  /**
   * The call did not end within the client's `timeoutMs`.
   */
  COMETCHAT_STATUS_TIMEOUT = 13,
  /**
   * The service could not be reached.
   */
  COMETCHAT_STATUS_NETWORK = 14,
  /**
   * The service failed, or its answer makes no sense.
   */
  COMETCHAT_STATUS_SERVICE = 15,
  /**
   * The file cannot be used: missing folder, full, read-only, corrupt, newer.
   */
  COMETCHAT_STATUS_STORAGE = 16,
  /**
   * This client or this version cannot do that.
   */
  COMETCHAT_STATUS_UNSUPPORTED = 17,
  /**
   * A fault of this library; please report it.
   */
  COMETCHAT_STATUS_INTERNAL = 18,
  /**
   * `cometchat_client_cancel` ended the call; it may have been done all the same.
   */
  COMETCHAT_STATUS_CANCELLED = 19,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum cometchat_status cometchat_status;
#else
typedef int32_t cometchat_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How much is logged; each level includes those before it.
 */
enum cometchat_log_level
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing.
   */
  COMETCHAT_LOG_LEVEL_OFF = 0,
  /**
   * What went wrong in a way that no status tells.
   */
  COMETCHAT_LOG_LEVEL_ERROR = 1,
  /**
   * What was ignored or adjusted, with what to do instead.
   */
  COMETCHAT_LOG_LEVEL_WARN = 2,
  /**
   * What happened.
   */
  COMETCHAT_LOG_LEVEL_INFO = 3,
  /**
   * What happened inside.
   */
  COMETCHAT_LOG_LEVEL_DEBUG = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum cometchat_log_level cometchat_log_level;
#else
typedef int32_t cometchat_log_level;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A client, named by number. Zero is never a client.
 *
 * Use it from any thread. Close it with `cometchat_client_close`; closing twice
 * is harmless, and a call in flight still finishes.
 */
typedef uint64_t cometchat_client;

/**
 * Called for each line. `level` is a `cometchat_log_level`; `message` is one line of
 * UTF-8, without a newline and without keys or tokens, valid until the callback
 * returns; `context` is what was given to `cometchat_set_logger`.
 *
 * It is called on the thread that caused the line, during the call that caused it,
 * from several threads at once. It may call other functions of this library, whose
 * own lines are then dropped, but not `cometchat_set_logger`. It must not unwind (no
 * C++ exception may leave it).
 */
typedef void (*cometchat_log_callback)(int32_t level, const char *message, void *context);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Create a key for this app. It is a secret.
 *
 * `request` needs `name`, 1 to 100 characters, and may have `scope`: "fullAccess" may do
 * everything; "authOnly", which it is if absent, creates and updates users and their
 * tokens; and `intent`, a name of this creation: the newest key of the same name and scope,
 * if there is one, is then the result. An app has 25 keys at most.
 *
 * Result: the key.
 *
 * Errors: VALIDATION (a 26th key is one).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_apikey_create(cometchat_client client, const char *request, char **out);

/**
 * List the keys of this app, newest first. Every app begins with one of each scope.
 *
 * `request` may have `scope`, `searchKey` (a part of the name), `page` and `perPage`.
 *
 * Result: `apiKeys`, an array of keys, and `pagination`. It is a secret.
 *
 * Errors: VALIDATION.
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_apikey_list(cometchat_client client, const char *request, char **out);

/**
 * Get a key.
 *
 * `request` needs `apiKey`.
 *
 * Result: the key.
 *
 * Errors: VALIDATION, NOT_FOUND.
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_apikey_get(cometchat_client client, const char *request, char **out);

/**
 * Update a key.
 *
 * `request` needs `apiKey`, and may have `name` and `scope`; what is absent stays.
 *
 * Result: the key as it is now.
 *
 * Errors: VALIDATION, NOT_FOUND, PERMISSION_DENIED (it is the client's own key).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_apikey_update(cometchat_client client, const char *request, char **out);

/**
 * Delete a key: it stops working.
 *
 * `request` needs `apiKey`.
 *
 * Result: `success` (true) and `message`, which quotes the dead key.
 *
 * Errors: VALIDATION, NOT_FOUND, PERMISSION_DENIED (it is the client's own key).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_apikey_delete(cometchat_client client, const char *request, char **out);

/**
 * Open a client.
 *
 * `config` needs `url`, which decides where the calls go:
 *
 * - "memory:": the embedded engine, in memory, gone when the client is closed
 * - "file:PATH": the embedded engine on a file, made if missing, for its owner
 *   only; several threads, clients and processes may use one file
 * - "cometchat://APPID@REGION": the CometChat cloud, over HTTPS; REGION is "us", "eu"
 *   or "in"
 * - `"http://HOST[:PORT][/PREFIX]"`, or https: a server that speaks CometChat's
 *   protocol: a local one, or a dedicated deployment
 *
 * and may have:
 *
 * - "appId": string; names the app in `wsChannel` and `jwt`, "local" if absent; sent
 *   to a server if given; of a cloud's URL it is a part
 * - "region": string; "us" if absent
 * - "timeoutMs": integer from 1 to 3600000; how long a call may block; 30000 if absent
 *
 * and for the cloud and servers, ignored by the embedded engine:
 *
 * - "apiKey": string; a key with the scope fullAccess: for servers only, never part of
 *   an app
 * - "authKey": string; a key with the scope authOnly: it creates and updates users, and
 *   logs them in; calls that need more are refused with PERMISSION_DENIED, unsent
 * - "connectTimeoutMs": integer from 1 to 3600000; how long connecting may take, within
 *   `timeoutMs`
 * - "maxRetries": integer from 0 to 10; how often a request is repeated if that may help
 *   and can do no harm; 3 if absent
 * - "maxRequestsPerMinute": integer from 1 to 1000000; calls wait for their turn, to leave
 *   room for others; without it they only wait when the service's budget runs low
 * - "caFile": string; a file of certificates in PEM form to trust instead of those that
 *   the system trusts
 * - "proxy": string; the URL of a proxy; if absent, the environment is asked
 *   (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY)
 * - "userAgent": string; goes behind the library's own name
 *
 * On OK `*client` is the new client, to be closed with `cometchat_client_close`, and
 * `*out` what `cometchat_client_info` answers. On any other status `*client` is 0. To
 * open a client of the cloud or a server sends nothing.
 *
 * Errors: VALIDATION (a member is missing, wrong or unknown), UNSUPPORTED (a URL of
 * PostgreSQL, which this version does not have), STORAGE (`code` says which:
 * STORAGE_READ_ONLY, STORAGE_FULL, STORAGE_CORRUPT, STORAGE_FOREIGN,
 * STORAGE_NEWER_SCHEMA, STORAGE_CANNOT_OPEN, STORAGE_FAILED); an existing file is then as
 * it was. INVALID_ARGUMENT if `client` is NULL.
 *
 * Thread-safe. Blocks while the file is made ready, at most for `timeoutMs`.
 */
cometchat_status cometchat_client_open(const char *config, cometchat_client *client, char **out);

/**
 * Close a client. Its number is dead from now on.
 *
 * Calls in flight finish, and the file is released with the last of them. What was
 * acknowledged is on the disk; there is nothing to flush. The logged-in user is
 * not logged out: the token stays valid.
 *
 * Answers OK, or INVALID_HANDLE if the client was closed before or never opened.
 *
 * Thread-safe. Blocks only while the file is closed.
 */
cometchat_status cometchat_client_close(cometchat_client client);

/**
 * Give a client another number, in `*shared`.
 *
 * It is the same client: the same connections, session and store, until all of its numbers
 * are closed. Closing or cancelling one number ends nothing of the others. So a host
 * can cancel a single call: it makes the call with a number of its own. This costs less
 * than a microsecond.
 *
 * Answers OK; INVALID_HANDLE if the client is closed, and INVALID_ARGUMENT if `shared` is
 * NULL; `*shared` is then 0.
 *
 * Thread-safe. Does not block.
 */
cometchat_status cometchat_client_share(cometchat_client client, cometchat_client *shared);

/**
 * End the calls in flight that were made with this number of a client.
 *
 * Each of them answers CANCELLED as soon as it can, which is at once where it waits for the
 * network, for its turn or for another process; on memory and files calls end by themselves
 * in moments. What a cancelled call has asked for may have been done all the same. Calls made
 * later are not affected.
 *
 * Answers OK, also if there is nothing to end, or INVALID_HANDLE.
 *
 * Thread-safe. Does not block: the calls may still be on their way back when it returns.
 */
cometchat_status cometchat_client_cancel(cometchat_client client);

/**
 * Describe a client.
 *
 * `request`: NULL.
 *
 * Result: `version` (of this library), `abiVersion`, `backend` ("memory", "file",
 * "server" or "cloud"), `appId` (of a server if it was given), `region`, `timeoutMs`, and
 * `limits`: an object of numbers, `uidCharacters`, `nameCharacters`, `urlCharacters`,
 * `metadataBytes`, `metadataDepth`, `tags`, `tagCharacters`, `bodyBytes`, `uidsPerCall`,
 * `usersPerImport`, `friends`, `apiKeys`, `perPage`, `tokensPerUser`, `roles`,
 * `roleCharacters`, `roleDescriptionCharacters`. For the cloud and servers also `rateLimits`:
 * an array of objects with `class` ("core", "standard" or "import"), `limit` (requests a
 * minute) and `remaining`, as the last answers told, and `clockSkew`, the seconds by which
 * the service's clock is ahead of this machine's, once an answer has told its time.
 *
 * Thread-safe. Does not block.
 */
cometchat_status cometchat_client_info(cometchat_client client, const char *request, char **out);

/**
 * Release a document that this library handed out, once. NULL is allowed.
 *
 * Thread-safe; any thread may release what another was given. Does not block.
 */
void cometchat_string_free(char *document);

/**
 * The version of this library, e.g. "0.1.0". Static: never release it.
 */
const char *cometchat_version(void);

/**
 * The version of this ABI, to compare with COMETCHAT_ABI_VERSION of the header that a
 * program was compiled with: the library's must be the same or greater.
 */
uint32_t cometchat_abi_version(void);

/**
 * The name of a status: its kind, e.g. "not_found"; "ok" for COMETCHAT_STATUS_OK and
 * "unknown" for a number that is no status. Static: never release it.
 */
const char *cometchat_status_name(int32_t status);

/**
 * Send what this library has to say to a callback; nothing is said without one.
 *
 * At COMETCHAT_LOG_LEVEL_DEBUG there is a line for each attempt of a request: a JSON object
 * with `event` ("attempt"), `method`, `path` (without tokens and keys), `attempt` (from 1),
 * `status` or `failed` (a kind), and `ms`.
 *
 * `level` is a `cometchat_log_level`, COMETCHAT_LOG_LEVEL_OFF or a NULL `callback` to
 * stop. One logger serves all clients; a new one replaces it. When this returns, the
 * callback of before is not running and is not called again, so that its context may
 * go.
 *
 * Answers OK, or INVALID_ARGUMENT if `level` is no level or if called from a callback.
 *
 * Thread-safe. Blocks until no callback is running.
 */
cometchat_status cometchat_set_logger(int32_t level,
                                      cometchat_log_callback callback,
                                      void *context);

/**
 * List the permissions that a role can have.
 *
 * `request` needs `role`, the id, and may have `page` and `perPage`.
 *
 * Result: `permissions`, an array of definitions, and `pagination`. A definition has `id`,
 * `type` ("role"), `title`, `dataType` ("string" or "rolesStringArray"), `availableValues`
 * and `defaultValue`. The embedded engine knows those of the user area, and enforces them
 * for what logged-in users do:
 *
 * - "listUsers", "getUserDetails", "blockUser", "listBlockedUser", "unblockedUser",
 *   "editProfile": "allow" or "deny"
 * - "listUsers.mode", "getUserDetails.mode": "all" or "friends"
 * - the first five with ".allowedRoles": an array of the role ids that it may concern
 *
 * Errors: VALIDATION, NOT_FOUND (the role).
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_permission_list(cometchat_client client,
                                           const char *request,
                                           char **out);

/**
 * Set permissions of a role; others stay as they are.
 *
 * `request` needs `role`, the id, and `permissions`, an object of values by the ids of
 * `cometchat_permission_list`.
 *
 * Result: `outcomes`, an object of id -> {"success", "message"}, and `permissions`, an
 * object of all that are set now. An unknown id or value is an outcome without success.
 *
 * Errors: VALIDATION, NOT_FOUND (the role).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_permission_set(cometchat_client client, const char *request, char **out);

/**
 * Unset a permission of a role: its default applies again.
 *
 * `request` needs `role` and `permission`, its id.
 *
 * Result: `permissions`, an object of all that stay set.
 *
 * Errors: VALIDATION, NOT_FOUND (the role).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_permission_unset(cometchat_client client,
                                            const char *request,
                                            char **out);

/**
 * Restrict features for the users of a role. The service had this before permissions,
 * and still takes it.
 *
 * `request` needs `role` and `features`, an array of 1 to 100 keys. Those of the user area
 * are "u.getMyDetails", "u.updateAuthToken", "u.logout", "u.listUsers", "u.getUser",
 * "u.blockUser", "u.unblockUser" and "u.getBlockedUsers", also without "u."; others are
 * kept and have no effect on it.
 *
 * Result: `outcomes`, an object of key -> {"success", "message"}.
 *
 * Errors: VALIDATION, NOT_FOUND (the role).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_feature_restrict(cometchat_client client,
                                            const char *request,
                                            char **out);

/**
 * List the restricted features of a role.
 *
 * `request` needs `role`, and may have `page` and `perPage`.
 *
 * Result: `features`, an array of objects with `key`, `title`, `description`, `path` and
 * `createdAt`, and `pagination`.
 *
 * Errors: VALIDATION, NOT_FOUND (the role).
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_feature_list(cometchat_client client, const char *request, char **out);

/**
 * Allow features of a role again.
 *
 * `request` needs `role`, and `features`, an array of keys, or `allowAll`: true.
 *
 * Result: `success` (true) and `message`.
 *
 * Errors: VALIDATION, NOT_FOUND (the role).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_feature_allow(cometchat_client client, const char *request, char **out);

/**
 * Block users. A block goes one way; each of the two sees it in the other's user
 * document, as `blockedByMe` or `hasBlockedMe`.
 *
 * `request` needs `uids`, an array of 1 to 25 users to block, and may have `uid`, who
 * blocks them; without it, it is the logged-in user, as far as its role allows that.
 *
 * Result: `outcomes`, an object of uid as sent -> {"success", "message"}. Who is blocked
 * already is a success; oneself, and who is not there, is not.
 *
 * Errors: VALIDATION, NOT_FOUND (who blocks), NOT_LOGGED_IN, UNAUTHENTICATED,
 * PERMISSION_DENIED (the role).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_block_add(cometchat_client client, const char *request, char **out);

/**
 * Unblock users.
 *
 * `request` and the result are as for `cometchat_block_add`. Who is not blocked is a
 * success.
 *
 * Errors: as for `cometchat_block_add`.
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_block_remove(cometchat_client client, const char *request, char **out);

/**
 * List the users with whom somebody has a block.
 *
 * `request` may have `uid`: then it is those whom that user has blocked. Without it, it is
 * those of the logged-in user, and `request` may have
 *
 * - "direction": "blockedByMe", "hasBlockedMe" or "both"; "both" if absent
 * - "searchKey": a part of the name or uid
 *
 * and in either case `page` and `perPage`.
 *
 * Result: `users`, an array of users as that user sees them, who is connected first, with
 * `blockedByMe` and `blockedByMeAt`, `hasBlockedMe` and `hasBlockedMeAt`, `blockedAt` and
 * `conversationId`; and `pagination`, whose `total` is 0: the service does not count them.
 *
 * Errors: VALIDATION, NOT_FOUND, NOT_LOGGED_IN, UNAUTHENTICATED, PERMISSION_DENIED (the
 * role).
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_block_list(cometchat_client client, const char *request, char **out);

/**
 * Make friends. A friendship goes both ways.
 *
 * `request` needs `uid`, and `uids`, an array of 1 to 25 users to make friends with.
 *
 * Result: `outcomes`, an object of uid as sent -> {"success", "message"}. Who is a friend
 * already is a success; oneself, who is not there, and a 1001st friend is not.
 *
 * Errors: VALIDATION, NOT_FOUND (`uid`).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_friend_add(cometchat_client client, const char *request, char **out);

/**
 * End friendships.
 *
 * `request` needs `uid`, and `uids`, an array of 1 to 25 users. Who is no friend is skipped.
 *
 * Result: `success` (true) and `message`.
 *
 * Errors: VALIDATION, NOT_FOUND (`uid`, or none of `uids` is a friend).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_friend_remove(cometchat_client client, const char *request, char **out);

/**
 * List a user's friends.
 *
 * `request` needs `uid`, and may have `searchKey` (a part of the name or uid), `page` and
 * `perPage`.
 *
 * Result: `users`, an array of users as that user sees them, with `conversationId`, who is
 * connected first; and `pagination`, whose `total` is 0: the service does not count them.
 *
 * Errors: VALIDATION, NOT_FOUND.
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_friend_list(cometchat_client client, const char *request, char **out);

/**
 * Create a role, which users can then have.
 *
 * `request` needs
 *
 * - "role": the id: 1 to 100 of A-Z a-z 0-9 _ -; kept in lower case, never changed
 * - "name": 1 to 100 characters
 *
 * and may have
 *
 * - "description": at most 255 characters
 * - "metadata": an object, nested at most 100 deep
 * - "settings": an object: "listUsers" and "sendMessagesTo", each "all" or
 *   "friendsOnly"
 * - "intent": a name of this creation; a role that is there and has just these members is
 *   then the result
 *
 * and all of it at most 10240 bytes as compact JSON. An app has 25 roles at most.
 *
 * Result: the role as stored.
 *
 * Errors: VALIDATION (a 26th role is one), ALREADY_EXISTS, CONFLICT (the one that is there
 * differs, in the members that `message` names).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_role_create(cometchat_client client, const char *request, char **out);

/**
 * Get a role.
 *
 * `request` needs `role`, the id, in upper or lower case.
 *
 * Result: the role.
 *
 * Errors: VALIDATION, NOT_FOUND.
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_role_get(cometchat_client client, const char *request, char **out);

/**
 * List the roles, newest first; the built-in "default" comes last.
 *
 * `request` may have `page` (from 1; 1 if absent) and `perPage` (1 to 1000; 100 if
 * absent).
 *
 * Result: `roles`, an array of roles, and `pagination`.
 *
 * Errors: VALIDATION.
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_role_list(cometchat_client client, const char *request, char **out);

/**
 * Update a role.
 *
 * `request` needs `role`, the id, and may have any other member of
 * `cometchat_role_create`, with the same limits. A member that is absent stays as it is;
 * null clears `description`, `metadata` and `settings`, but not `name`. Objects are
 * replaced as a whole. `unset`, an array of "description", "metadata" and "settings",
 * clears these as well.
 *
 * Result: the whole role as it is now.
 *
 * Errors: VALIDATION, NOT_FOUND.
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_role_update(cometchat_client client, const char *request, char **out);

/**
 * Delete a role. Users who had it have "default" from now on.
 *
 * `request` needs `role`, the id.
 *
 * Result: `success` (true) and `message`.
 *
 * Errors: VALIDATION, NOT_FOUND, PERMISSION_DENIED (the role is "default").
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_role_delete(cometchat_client client, const char *request, char **out);

/**
 * Log a user in. A client has one session at most: the user who was logged in before,
 * if any, is replaced, and that user's token stays valid.
 *
 * `request` needs `uid`, and may have `authKey`, a key to use for this call instead of the
 * client's; the embedded engine needs none.
 *
 * Result: the session, with a new token.
 *
 * Errors: VALIDATION, NOT_FOUND (no such user, or it is deactivated; the session of
 * before stays).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_session_login(cometchat_client client, const char *request, char **out);

/**
 * Log a user in with a token from `cometchat_token_create`, or from
 * `cometchat_user_create` with `withAuthToken`. Replaces the session of before, if any.
 *
 * `request` needs `authToken`.
 *
 * Result: the session, with that very token.
 *
 * Errors: VALIDATION, UNAUTHENTICATED (the token was never issued, has been logged out,
 * or its user is deleted or deactivated; the session of before stays).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_session_login_with_token(cometchat_client client,
                                                    const char *request,
                                                    char **out);

/**
 * Log the user out: the token stops working, the user's other tokens do not.
 *
 * `request`: NULL.
 *
 * Result: `success` (true) and `message`. The client has no session afterwards, whatever
 * the status; on an error other than NOT_LOGGED_IN the token may still be valid.
 *
 * Errors: NOT_LOGGED_IN.
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_session_logout(cometchat_client client, const char *request, char **out);

/**
 * Who is logged in: the session as it is now, read afresh.
 *
 * `request`: NULL.
 *
 * Result: the session.
 *
 * Errors: NOT_LOGGED_IN, UNAUTHENTICATED (the token has died meanwhile: logged out
 * elsewhere, or the user is deleted or deactivated; the client has no session
 * afterwards).
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_session_current(cometchat_client client,
                                           const char *request,
                                           char **out);

/**
 * Update the logged-in user's own details.
 *
 * `request` is as for `cometchat_user_update`, with two differences: it is always the
 * logged-in user who is updated, whatever `uid` says or if it is absent; and `role` is
 * ignored, as the service does, with a warning to the logger: a role is changed with
 * `cometchat_user_update`.
 *
 * Result: the session, with the user as it is now.
 *
 * Errors: VALIDATION, NOT_LOGGED_IN, UNAUTHENTICATED (as for
 * `cometchat_session_current`).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_session_update_user(cometchat_client client,
                                               const char *request,
                                               char **out);

/**
 * The whole way to a logged-in user, in one call: with a token that works already, else by
 * logging in, creating the user first if there is none. Then the user is made to have the
 * members that `request` gives.
 *
 * `request` is as for `cometchat_user_ensure`, and may have `authToken`, a token of that
 * user that was kept, e.g. by `cometchat_session_export`. `authKey`, or a key of the client,
 * is needed where the token is missing or dead; without a key the user can still be updated,
 * but for its `role`.
 *
 * Result: the session, and `steps`, an array of what was done, in order: "resumed" (the
 * client was logged in as that user, or the given token works), "tokenDead" (a token was
 * refused), "created", "updated", "reactivated", "loggedIn" (with a new token).
 *
 * Errors: VALIDATION, CONFLICT (the user is deactivated, and `reactivate` is not true),
 * UNAUTHENTICATED (the token is dead, and there is no key). The session of before stays, if
 * its token is not dead.
 *
 * Thread-safe. Blocks for a few reads and durable writes on a file.
 */
cometchat_status cometchat_session_ensure(cometchat_client client, const char *request, char **out);

/**
 * The session as a document that a host keeps in a secure store of its own, for
 * `cometchat_session_restore` in a later process.
 *
 * `request`: NULL.
 *
 * Result: `version` (1), `appId` where the client knows it, `uid` and `authToken`. It is a
 * secret.
 *
 * Errors: NOT_LOGGED_IN.
 *
 * Thread-safe. Does not block.
 */
cometchat_status cometchat_session_export(cometchat_client client, const char *request, char **out);

/**
 * Go on with a session that was exported.
 *
 * `request` is the document of `cometchat_session_export`.
 *
 * Result: the session.
 *
 * Errors: VALIDATION (another app's is one), UNAUTHENTICATED (the token is dead: log in
 * again, or see `cometchat_session_ensure`). The session of before stays.
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_session_restore(cometchat_client client,
                                           const char *request,
                                           char **out);

/**
 * How many users are connected.
 *
 * `request`: NULL. It needs a logged-in user, as the service does.
 *
 * Result: `onlineUsersCount`.
 *
 * Errors: NOT_LOGGED_IN, UNAUTHENTICATED.
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_presence_count(cometchat_client client, const char *request, char **out);

/**
 * Create a token, for `cometchat_session_login_with_token` or an official SDK's login.
 *
 * A user keeps the newest 100; the oldest beyond them stop working. A token does not
 * expire. It is a secret: whoever holds it acts as the user.
 *
 * `request` needs `uid`, and may have
 *
 * - "platform": the kind of device, at most 100 characters
 * - "userAgent", "deviceId": what the device calls itself, at most 1000 characters each;
 *   `deviceId` is kept but not shown
 * - "appInfo": an object about the application, at most 10240 bytes
 * - "force": true or false; a new token is made either way
 * - "intent": a name of this creation, kept as the member `intent` of `appInfo`; a token of
 *   the same intent that is there is then the result. Over a network it takes a key that
 *   may list tokens
 *
 * Result: the token.
 *
 * Errors: VALIDATION, NOT_FOUND (no such user, or it is deactivated).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_token_create(cometchat_client client, const char *request, char **out);

/**
 * List a user's tokens, newest first.
 *
 * `request` needs `uid`, and may have `page` (from 1; 1 if absent) and `perPage` (1 to
 * 1000; 100 if absent).
 *
 * Result: `tokens`, an array of tokens, and `pagination`. It is a secret.
 *
 * Errors: VALIDATION, NOT_FOUND.
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_token_list(cometchat_client client, const char *request, char **out);

/**
 * Get a token of a user.
 *
 * `request` needs `uid` and `authToken`.
 *
 * Result: the token.
 *
 * Errors: VALIDATION, NOT_FOUND (no such user, or no such token of that user).
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_token_get(cometchat_client client, const char *request, char **out);

/**
 * Change what a token tells about its device.
 *
 * `request` needs `uid` and `authToken`, and may have `platform`, `userAgent` and `appInfo`
 * as for `cometchat_token_create`. A member that is absent stays as it is; null clears it.
 *
 * Result: the token as it is now.
 *
 * Errors: VALIDATION, NOT_FOUND.
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_token_update(cometchat_client client, const char *request, char **out);

/**
 * Delete a token of a user: it stops working.
 *
 * `request` needs `uid` and `authToken`.
 *
 * Result: `success` (true) and `message`, which quotes the dead token.
 *
 * Errors: VALIDATION, NOT_FOUND.
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_token_delete(cometchat_client client, const char *request, char **out);

/**
 * Delete all tokens of a user: it is logged out everywhere.
 *
 * `request` needs `uid`.
 *
 * Result: `success` (true) and `message`. No tokens are no error.
 *
 * Errors: VALIDATION, NOT_FOUND.
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_token_flush(cometchat_client client, const char *request, char **out);

/**
 * Create a user.
 *
 * `request` is the user: it needs
 *
 * - "uid": 1 to 100 of A-Z a-z 0-9 _ -; kept in lower case, never changed
 * - "name": 1 to 100 characters
 *
 * and may have
 *
 * - "avatar", "link": an absolute URL of at most 3000 characters
 * - "role": an existing role; "default" if absent
 * - "statusMessage": any text
 * - "metadata": an object of at most 5120 bytes as JSON without blanks (escapes count
 *   as they are written), nested at most 100 deep; or a string that
 *   holds such JSON (another string s is kept as {"rawMetadata": s})
 * - "tags": an array of at most 25 strings of 1 to 100 characters
 * - "withAuthToken": true to get a new token with the answer, in `authToken`
 * - "authKey": a key to use for this call instead of the client's; the embedded engine
 *   needs none
 * - "intent": a name of this creation; who is there and has just these members is then the
 *   result, with a token of the same intent if one is asked for
 *
 * and all of it at most 10240 bytes as compact JSON. Everything else is ignored,
 * read-only members such as `status` or `createdAt` among it.
 *
 * Result: the user as stored.
 *
 * Errors: VALIDATION (an unknown role is one), ALREADY_EXISTS (the uid is taken; a
 * deactivated user still holds it, a deleted one does not), CONFLICT (who is there differs,
 * in the members that `message` names).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_user_create(cometchat_client client, const char *request, char **out);

/**
 * Get a user.
 *
 * `request` needs `uid`, in upper or lower case, and may have `onBehalfOf`, the uid of
 * a user in whose eyes it is seen: with `blockedByMe`, `hasBlockedMe` and
 * `conversationId`, and without the member "@private" of `metadata`.
 *
 * Result: the user, with its tags.
 *
 * Errors: VALIDATION, NOT_FOUND (no such user, or it is deactivated; the same for
 * `onBehalfOf`).
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_user_get(cometchat_client client, const char *request, char **out);

/**
 * List users, newest first.
 *
 * `request` may have
 *
 * - "page" (from 1; 1 if absent), "perPage" (1 to 1000; 100 if absent)
 * - "searchKey": a part of the name or uid, in any case
 * - "searchIn": an array of "name" and "uid", where to search; both if absent
 * - "status": "online" or "offline"
 * - "role", an id, and "roles", an array of ids: users who have any of them
 * - "tags": an array: users who have any of them
 * - "withTags": true to have each user's `tags`; false if absent
 * - "withDeactivated": true for deactivated users as well; "onlyDeactivated": true for
 *   no others
 * - "onBehalfOf": the uid of a user in whose eyes the list is seen
 *
 * and, to list as the logged-in user, as its role allows,
 *
 * - "uids": an array of at most 25: no others than these
 * - "friendsOnly": true for friends only
 * - "hideBlockedUsers": true to leave out those with whom there is a block
 * - "sortBy": "status" (who is connected first; then by name) or "name"; "sortOrder":
 *   "asc" or "desc"
 *
 * All of them have to be met. A client without a key lists as the logged-in user. As a
 * user sees it, a list lacks that user, tells of blocks, has who is connected first and
 * is not counted: the `total` of its pagination is 0.
 *
 * Pages are numbered, so a user moves to another page when others come or go. To walk
 * through all, use an iterator of a wrapper, which takes care of that.
 *
 * Result: `users`, an array of users, and `pagination`.
 *
 * Errors: VALIDATION, NOT_FOUND (`onBehalfOf`), NOT_LOGGED_IN and UNAUTHENTICATED (for what
 * needs a logged-in user), PERMISSION_DENIED (the role).
 *
 * Thread-safe. Blocks for one read.
 */
cometchat_status cometchat_user_list(cometchat_client client, const char *request, char **out);

/**
 * Update a user, as an administrator.
 *
 * `request` needs `uid`, the user to update, and may have any other member of
 * `cometchat_user_create` but `withAuthToken`, with the same limits. A member that is
 * absent stays as it is. null, a blank text or [] clears `avatar`, `link`,
 * `statusMessage`, `metadata` and `tags`; `name` and `role` cannot be cleared.
 * `metadata` and `tags` are replaced as a whole, not merged. `unset`, an array of
 * "avatar", "link" and "metadata", clears these as well.
 *
 * Result: the whole user as it is now. A request that names no member to change
 * changes nothing, `updatedAt` included.
 *
 * Errors: VALIDATION (an unknown role is one), NOT_FOUND (no such user, or it is
 * deactivated).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_user_update(cometchat_client client, const char *request, char **out);

/**
 * Delete a user for good, active or deactivated, with its tokens. This cannot be undone;
 * the uid is free again. To keep the user, see `cometchat_user_deactivate`.
 *
 * `request` needs `uid`.
 *
 * Result: `success` (true) and `message`.
 *
 * Errors: VALIDATION, NOT_FOUND.
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_user_delete(cometchat_client client, const char *request, char **out);

/**
 * Deactivate users: they are not found, listed or logged in any more, and their tokens
 * do not work, until they are reactivated. Their uids stay taken.
 *
 * `request` needs `uids`, an array of 1 to 25 uids.
 *
 * Result: `outcomes`, an object with an entry for every uid as it was sent:
 * "deactivated", "alreadyDeactivated" or "notFound". The status is OK whatever they are.
 *
 * Errors: VALIDATION.
 *
 * Thread-safe. Blocks for one durable write on a file, all users together.
 */
cometchat_status cometchat_user_deactivate(cometchat_client client,
                                           const char *request,
                                           char **out);

/**
 * Reactivate users. Everything is as before, and tokens from before work again.
 *
 * `request` needs `uids`, an array of 1 to 25 uids.
 *
 * Result: `outcomes`, an object with an entry for every uid as it was sent:
 * "reactivated", "nonDeactivated" (it was active) or "notFound". The status is OK
 * whatever they are.
 *
 * Errors: VALIDATION.
 *
 * Thread-safe. Blocks for one durable write on a file, all users together.
 */
cometchat_status cometchat_user_reactivate(cometchat_client client,
                                           const char *request,
                                           char **out);

/**
 * Make a user be as `request` says, whatever was there before: create it, update what
 * differs, or leave it.
 *
 * `request` is as for `cometchat_user_create` (`withAuthToken` is ignored), or for
 * `cometchat_user_update`; `name` is needed only if the user has to be created. It may have
 * `reactivate`: true to reactivate a user who is deactivated.
 *
 * Result: `outcome` ("created", "updated", "reactivated" or "unchanged"), `changed` (an array
 * of the members that an update was sent with) and `user`. With an authKey only, users cannot
 * be read, so one that is there is updated with all that is given.
 *
 * Errors: VALIDATION, CONFLICT (the user is deactivated, and `reactivate` is not true).
 *
 * Thread-safe. Blocks for a few reads and durable writes on a file.
 */
cometchat_status cometchat_user_ensure(cometchat_client client, const char *request, char **out);

/**
 * Create users that come with a past, for a move from another system: up to 50 in a call.
 *
 * `request` needs `users`, an array of users as for `cometchat_user_create`, each with a uid
 * of its own; each may also have `createdAt`, `lastActiveAt` and `deactivatedAt`, times as
 * numbers or digits. A user document of another place can be sent as it is. The service
 * takes 60 such calls a minute.
 *
 * Result: `outcomes`, an object of uid as sent -> {"success": true, "user"} or
 * {"success": false, "error"}, an error document; a user who is there already is left as it
 * is. All that succeed are created together.
 *
 * Errors: VALIDATION (not an array, too many, a uid that is missing or twice there: nothing
 * is done).
 *
 * Thread-safe. Blocks for one durable write on a file.
 */
cometchat_status cometchat_bulk_import(cometchat_client client, const char *request, char **out);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* COMETCHAT_USERS_H */
