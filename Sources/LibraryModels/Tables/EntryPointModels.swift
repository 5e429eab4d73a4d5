/// How a framework is told which functions to call: by decorators, by calls that register, by methods of
/// its classes. The rows are read by the last part of a public name whose first part is the package.
package struct EntryPointModel: Sendable {
  package enum Kind: Sendable {
    case http, websocket, connection, message, background, worker, startup
  }

  /// Where the framework runs functions that are not coroutine functions.
  package enum Plain: Sendable { case thread, loop, ownLoop, unknown }

  /// A decorator, or a call that registers a function.
  package struct Registrar: Sendable {
    package var kind: Kind
    /// The method it stands for; nil where a keyword or an argument lists them.
    package var method: String?
    /// Position and keyword of the path, the function, and the method.
    package var path: Argument?
    package var handler: Argument?
    package var methodArgument: Argument?
    /// What the methods are where none are listed.
    package var defaultMethods: [String] = []
  }

  package struct Argument: Sendable {
    package var position: Int?
    package var keyword: String?

    package static func at(_ position: Int, _ keyword: String? = nil) -> Argument {
      Argument(position: position, keyword: keyword)
    }
    package static func named(_ keyword: String) -> Argument {
      Argument(position: nil, keyword: keyword)
    }
  }

  package struct View: Sendable {
    /// Public names of the base class.
    package var bases: Set<String>
    package var kind: Kind
    /// Method of the class → methods of HTTP.
    package var methods: [String: [String]]
  }

  package var name: String
  package var packages: Set<String>
  package var plain: Plain
  package var decorators: [String: Registrar]
  package var registrars: [String: Registrar]
  package var views: [View]
  /// Only coroutine functions count: the others run outside of any loop.
  package var needsCoroutine = false
  /// Version and source of the row.
  package var evidence: String
}

extension EntryPointModel {
  private static let verbs = ["get", "post", "put", "patch", "delete", "head", "options", "trace"]

  private static func routes(
    _ path: Argument, _ more: [String: Registrar] = [:]
  ) -> [String: Registrar] {
    var table: [String: Registrar] = [:]
    for verb in verbs {
      table[verb] = Registrar(kind: .http, method: verb.uppercased(), path: path)
    }
    return table.merging(more) { $1 }
  }

  private static func listed(_ path: Argument, _ methods: [String] = ["GET"]) -> Registrar {
    Registrar(
      kind: .http, path: path, methodArgument: .named("methods"), defaultMethods: methods)
  }

  private static func socket(_ path: Argument, _ handler: Argument? = nil) -> Registrar {
    Registrar(kind: .websocket, path: path, handler: handler)
  }

  private static func added(_ path: Argument, _ handler: Argument) -> Registrar {
    Registrar(
      kind: .http, path: path, handler: handler, methodArgument: .named("methods"),
      defaultMethods: ["GET"])
  }

  private static func hook(_ handler: Argument? = nil) -> Registrar {
    Registrar(kind: .startup, handler: handler)
  }

  private static func messages(_ names: [String]) -> [String: Registrar] {
    Dictionary(uniqueKeysWithValues: names.map { ($0, Registrar(kind: .message)) })
  }

  private static var verbMethods: [String: [String]] {
    Dictionary(uniqueKeysWithValues: verbs.map { ($0, [$0.uppercased()]) })
  }

  private static let background = Registrar(kind: .background, handler: .at(0, "func"))

  package static let all: [EntryPointModel] = [
    EntryPointModel(
      name: "FastAPI", packages: ["fastapi"], plain: .thread,
      decorators: routes(
        .at(0, "path"),
        [
          "websocket": socket(.at(0, "path")), "websocket_route": socket(.at(0, "path")),
          "route": listed(.at(0, "path")), "api_route": listed(.at(0, "path")), "on_event": hook(),
        ]),
      registrars: [
        "add_api_route": added(.at(0, "path"), .at(1, "endpoint")),
        "add_route": added(.at(0, "path"), .at(1, "route")),
        "add_api_websocket_route": socket(.at(0, "path"), .at(1, "endpoint")),
        "add_websocket_route": socket(.at(0, "path"), .at(1, "route")),
        "add_event_handler": hook(.at(1, "func")), "FastAPI": hook(.named("lifespan")),
        "APIRouter": hook(.named("lifespan")), "add_task": background,
      ],
      views: [], evidence: "fastapi 0.165.0 fastapi/applications.py, fastapi/routing.py"),
    EntryPointModel(
      name: "Starlette", packages: ["starlette"], plain: .thread,
      decorators: [
        "route": listed(.at(0, "path")), "websocket_route": socket(.at(0, "path")),
        "on_event": hook(),
      ],
      registrars: [
        "Route": added(.at(0, "path"), .at(1, "endpoint")),
        "add_route": added(.at(0, "path"), .at(1, "route")),
        "WebSocketRoute": socket(.at(0, "path"), .at(1, "endpoint")),
        "add_websocket_route": socket(.at(0, "path"), .at(1, "route")),
        "add_event_handler": hook(.at(1, "func")), "Starlette": hook(.named("lifespan")),
        "add_task": background, "BackgroundTask": background,
      ],
      views: [
        View(bases: ["starlette.endpoints.HTTPEndpoint"], kind: .http, methods: verbMethods),
        View(
          bases: ["starlette.endpoints.WebSocketEndpoint"], kind: .websocket,
          methods: ["on_connect": [], "on_receive": [], "on_disconnect": []]),
      ], evidence: "starlette 1.10.0 starlette/routing.py, endpoints.py, background.py"),
    EntryPointModel(
      name: "aiohttp", packages: ["aiohttp"], plain: .loop,
      decorators: routes(
        .at(0, "path"),
        [
          "view": Registrar(kind: .http, path: .at(0, "path")),
          "route": Registrar(kind: .http, path: .at(1, "path"), methodArgument: .at(0, "method")),
        ]),
      registrars: {
        var table: [String: Registrar] = [
          "add_route": Registrar(
            kind: .http, path: .at(1, "path"), handler: .at(2, "handler"),
            methodArgument: .at(0, "method")),
          "route": Registrar(
            kind: .http, path: .at(1, "path"), handler: .at(2, "handler"),
            methodArgument: .at(0, "method")),
          "add_view": Registrar(kind: .http, path: .at(0, "path"), handler: .at(1, "handler")),
          "view": Registrar(kind: .http, path: .at(0, "path"), handler: .at(1, "handler")),
        ]
        for verb in verbs {
          let row = Registrar(
            kind: .http, method: verb.uppercased(), path: .at(0, "path"),
            handler: .at(1, "handler"))
          table["add_" + verb] = row
          table[verb] = row
        }
        return table
      }(),
      views: [
        View(
          bases: ["aiohttp.web.View", "aiohttp.web_urldispatcher.View"], kind: .http,
          methods: verbMethods)
      ],
      needsCoroutine: true,
      evidence: "aiohttp 3.14.5 aiohttp/web_urldispatcher.py, web_routedef.py"),
    EntryPointModel(
      name: "Sanic", packages: ["sanic"], plain: .loop,
      decorators: routes(
        .at(0, "uri"),
        [
          "route": listed(.at(0, "uri")), "websocket": socket(.at(0, "uri")),
          "listener": hook(), "before_server_start": hook(), "after_server_start": hook(),
          "main_process_start": hook(), "before_server_stop": hook(), "after_server_stop": hook(),
          "main_process_stop": hook(),
        ]),
      registrars: [
        "add_route": added(.at(1, "uri"), .at(0, "handler")),
        "add_websocket_route": socket(.at(1, "uri"), .at(0, "handler")),
        "register_listener": hook(.at(0, "listener")),
        "add_task": Registrar(kind: .worker, handler: .at(0, "task")),
      ],
      views: [View(bases: ["sanic.views.HTTPMethodView"], kind: .http, methods: verbMethods)],
      evidence: "sanic 25.12.1 sanic/mixins/routes.py, sanic/views.py"),
    EntryPointModel(
      name: "Quart", packages: ["quart"], plain: .thread,
      decorators: routes(
        .at(0, "rule"),
        [
          "route": listed(.at(0, "rule")), "websocket": socket(.at(0, "rule")),
          "before_serving": hook(), "while_serving": hook(), "after_serving": hook(),
        ]),
      registrars: [
        "add_url_rule": added(.at(0, "rule"), .at(2, "view_func")),
        "add_websocket": socket(.at(0, "rule"), .at(2, "view_func")),
        "add_background_task": Registrar(kind: .background, handler: .at(0, "func")),
      ],
      views: [View(bases: ["quart.views.MethodView"], kind: .http, methods: verbMethods)],
      evidence: "quart 0.23.1 quart/app.py, quart/blueprints.py"),
    EntryPointModel(
      name: "Litestar", packages: ["litestar"], plain: .loop,
      decorators: routes(
        .at(0, "path"),
        [
          "route": Registrar(
            kind: .http, path: .at(0, "path"), methodArgument: .named("http_method")),
          "websocket": socket(.at(0, "path")), "websocket_listener": socket(.at(0, "path")),
          "websocket_stream": socket(.at(0, "path")),
        ]),
      registrars: ["Litestar": hook(.named("on_startup"))], views: [],
      evidence: "litestar 2.18 litestar/handlers/http_handlers/decorators.py"),
    EntryPointModel(
      name: "Tornado", packages: ["tornado"], plain: .loop, decorators: [:],
      registrars: [
        "spawn_callback": Registrar(kind: .worker, handler: .at(0, "callback")),
        "PeriodicCallback": Registrar(kind: .worker, handler: .at(0, "callback")),
      ],
      views: [
        View(
          bases: ["tornado.websocket.WebSocketHandler"], kind: .websocket,
          methods: ["open": [], "on_message": [], "on_close": []]),
        View(bases: ["tornado.web.RequestHandler"], kind: .http, methods: verbMethods),
      ], evidence: "tornado 6.6.1 tornado/web.py, tornado/websocket.py"),
    EntryPointModel(
      name: "Django", packages: ["django"], plain: .thread, decorators: [:],
      registrars: [
        "path": Registrar(kind: .http, path: .at(0, "route"), handler: .at(1, "view")),
        "_path": Registrar(kind: .http, path: .at(0, "route"), handler: .at(1, "view")),
        "re_path": Registrar(kind: .http, path: .at(0, "route"), handler: .at(1, "view")),
      ],
      views: [
        View(
          bases: [
            "django.views.generic.base.View", "django.views.View", "django.views.generic.View",
          ],
          kind: .http, methods: verbMethods)
      ],
      needsCoroutine: true, evidence: "django 6.1.3 django/urls/conf.py, views/generic/base.py"),
    EntryPointModel(
      name: "Channels", packages: ["channels"], plain: .thread, decorators: [:], registrars: [:],
      views: [
        View(
          bases: [
            "channels.generic.websocket.AsyncWebsocketConsumer",
            "channels.generic.websocket.AsyncJsonWebsocketConsumer",
          ], kind: .websocket,
          methods: ["connect": [], "receive": [], "receive_json": [], "disconnect": []])
      ], needsCoroutine: true, evidence: "channels 4.3 channels/generic/websocket.py"),
    EntryPointModel(
      name: "Flask", packages: ["flask"], plain: .ownLoop,
      decorators: routes(.at(0, "rule"), ["route": listed(.at(0, "rule"))]),
      registrars: ["add_url_rule": added(.at(0, "rule"), .at(2, "view_func"))],
      views: [View(bases: ["flask.views.MethodView"], kind: .http, methods: verbMethods)],
      needsCoroutine: true, evidence: "flask 3.1 flask/app.py ensure_sync: a loop for each request"),
    EntryPointModel(
      name: "asyncio", packages: ["asyncio"], plain: .loop, decorators: [:],
      registrars: [
        "start_server": Registrar(kind: .connection, handler: .at(0, "client_connected_cb")),
        "start_unix_server": Registrar(kind: .connection, handler: .at(0, "client_connected_cb")),
      ], views: [], evidence: "CPython 3.13 Lib/asyncio/streams.py"),
    EntryPointModel(
      name: "websockets", packages: ["websockets"], plain: .loop, decorators: [:],
      registrars: ["serve": Registrar(kind: .websocket, handler: .at(0, "handler"))], views: [],
      needsCoroutine: true, evidence: "websockets 17.4 asyncio/server.py"),
    EntryPointModel(
      name: "aiogram", packages: ["aiogram"], plain: .thread,
      decorators: messages([
        "message", "edited_message", "callback_query", "inline_query", "channel_post",
        "chat_member", "my_chat_member", "pre_checkout_query", "poll",
      ]), registrars: [:], views: [],
      evidence:
        "aiogram 3.31.0 aiogram/dispatcher/router.py, event/handler.py (plain ones in a thread)"),
    EntryPointModel(
      name: "Discord", packages: ["discord", "nextcord", "disnake"], plain: .loop,
      decorators: messages([
        "command", "hybrid_command", "group", "hybrid_group", "slash_command", "subcommand",
        "sub_command", "user_command", "message_command", "context_menu", "listener", "listen",
        "event", "button", "select", "autocomplete",
      ]).merging(["loop": Registrar(kind: .worker)]) { $1 },
      registrars: ["add_listener": Registrar(kind: .message, handler: .at(0, "func"))],
      views: [
        View(
          bases: ["discord.Client", "discord.client.Client", "nextcord.Client", "disnake.Client"],
          kind: .message,
          methods: Dictionary(
            uniqueKeysWithValues: [
              "on_ready", "on_message", "on_message_edit", "on_message_delete", "on_interaction",
              "on_member_join", "on_member_remove", "on_reaction_add", "on_raw_reaction_add",
              "on_voice_state_update", "on_guild_join", "on_command_error",
            ].map { ($0, []) })),
        View(
          bases: ["discord.ui.Modal", "discord.ui.modal.Modal", "nextcord.ui.Modal"],
          kind: .message, methods: ["on_submit": []]),
      ],
      needsCoroutine: true,
      evidence:
        "discord.py 2.7.1, py-cord 2.8.1, nextcord 2.6.0, disnake 2.12.2: client.py, ext/commands/"
        + "cog.py, ext/commands/core.py, app_commands/commands.py, ext/tasks/__init__.py"),
    EntryPointModel(
      name: "Telegram", packages: ["telegram"], plain: .loop, decorators: [:],
      registrars: {
        var table: [String: Registrar] = [:]
        let second = ["CommandHandler", "MessageHandler", "TypeHandler", "StringCommandHandler"]
        for name in second { table[name] = Registrar(kind: .message, handler: .at(1, "callback")) }
        for name in [
          "CallbackQueryHandler", "InlineQueryHandler", "ChosenInlineResultHandler",
          "ChatMemberHandler", "ChatJoinRequestHandler", "PollHandler", "PollAnswerHandler",
          "PreCheckoutQueryHandler", "ShippingQueryHandler", "MessageReactionHandler",
          "add_error_handler",
        ] { table[name] = Registrar(kind: .message, handler: .at(0, "callback")) }
        for name in ["run_once", "run_repeating", "run_daily", "run_monthly"] {
          table[name] = Registrar(kind: .worker, handler: .at(0, "callback"))
        }
        return table
      }(), views: [], needsCoroutine: true,
      evidence: "python-telegram-bot 22.8 telegram/ext/_handlers/, telegram/ext/_jobqueue.py"),
    EntryPointModel(
      name: "FastStream", packages: ["faststream"], plain: .thread,
      decorators: ["subscriber": Registrar(kind: .message, path: .at(0))], registrars: [:],
      views: [], evidence: "faststream 0.6 faststream/_internal/broker"),
    EntryPointModel(
      name: "TaskIQ", packages: ["taskiq"], plain: .thread,
      decorators: ["task": Registrar(kind: .message)], registrars: [:], views: [],
      evidence: "taskiq 0.11 taskiq/abc/broker.py, receiver/receiver.py"),
  ]

  /// What takes a router and puts a path before its routes: the keyword of that path, or its position.
  package static let inclusions: [String: (router: Argument, prefix: Argument)] = [
    "include_router": (.at(0, "router"), .named("prefix")),
    "mount": (.at(1, "app"), .at(0, "path")),
    "Mount": (.at(1, "app"), .at(0, "path")),
    "add_subapp": (.at(1, "subapp"), .at(0, "prefix")),
    "register_blueprint": (.at(0, "blueprint"), .named("url_prefix")),
    "blueprint": (.at(0, "blueprint"), .named("url_prefix")),
  ]

  /// The path that a router itself is made with.
  package static let prefixKeywords: Set<String> = ["prefix", "url_prefix"]
}
